"""From a wish to the request that Binance will take, or why it would not."""

from bot.ordering import advice, funds, relations
from bot.ordering.market import Market
from bot.ordering.shapes import SpotOrder, shape
from bot.ordering.trials import Trial
from bot.ordering.wishes import Wish


def request_for(wish: Wish, market: Market) -> SpotOrder:
    """The request, rounded down to the symbol's steps and checked against filters and funds.

    `Refused` says what is wrong; nothing that Binance would refuse for these reasons is sent.
    """
    relations.check(wish, market)
    funds.check_something_free(wish, market)
    quantity = funds.quantity_of(wish, market)
    trial = Trial(wish, market)
    if quantity:
        funds.check(wish, quantity, market)
    if found := trial.broken(quantity):
        raise advice.refusal(trial, quantity, found[0])
    return shape(wish, quantity, market)
