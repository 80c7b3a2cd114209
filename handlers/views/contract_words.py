"""How contracts and positions are spoken of, wherever they are."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from html import escape

from binance.models.futures.contracts import Contract
from bot.i18n import Html, Say
from bot.ordering.amounts import DOLLARS
from bot.positions import Held
from bot.positions.held import Funding
from bot.text import CENT, SATOSHI, lasting, number, quote_amount
from handlers.views.nearest import few

_DOLLARS = Decimal("0.0001")
_NAMED = 2


def funding_line(say: Say, funding: Funding, due: Decimal, asset: str, now: datetime) -> Html:
    return say(
        "Funding {rate} in {time}: about {due} {asset}",
        rate=f"{funding.rate * 100:+.4f}%",
        time=lasting(say, max(0.0, (funding.at - now).total_seconds())),
        due=signed_small(due, asset), asset=asset,
    )  # fmt: skip


def quantity(say: Say, held: Held, quantity: Decimal) -> Html:
    """Coins; or contracts, with the dollars that they stand for."""
    if held.size is None:
        return say("{qty} {base}", qty=number(quantity), base=held.contract.base_asset)
    return say.many(
        "{n} contract ({worth} USD)", "{n} contracts ({worth} USD)", int(quantity),
        worth=number(quantity * held.size),
    )  # fmt: skip


def unlisted(say: Say, symbols: Sequence[str]) -> Html | None:
    """Contracts that somebody holds and that are not known here, because they are new."""
    if not symbols:
        return None
    return say(
        "⚠️ <b>Not shown: your position in {symbols}</b>. I do not know that contract yet.",
        symbols=few(say, [Html(escape(one)) for one in symbols[:_NAMED]], len(symbols)),
    )


def named(held: Held) -> str:
    return f"{held.symbol} {str(held.direction).upper()}"


def market(venue: str) -> str:
    return "USD-M" if venue == "usdm" else "COIN-M"


def margin_word(say: Say, *, isolated: bool) -> Html:
    return say("isolated") if isolated else say("cross")


def margin(held: Held) -> str:
    """What it ties up, in as many digits as its profit."""
    return quote_amount(held.ties_up) if held.size is None else small(held.ties_up, held.asset)


def profit(held: Held, amount: Decimal) -> str:
    """Coins in more digits than dollars."""
    return signed(amount) if held.size is None else signed_small(amount, held.asset)


def signed(value: Decimal) -> str:
    return f"{value.quantize(CENT, rounding=ROUND_HALF_EVEN):+,f}"


def signed_small(value: Decimal, asset: str) -> str:
    return f"{'+' if value > 0 else ''}{small(value, asset)}"


def small(value: Decimal, asset: str) -> str:
    """A fee or a funding: hundredths of cents, of coins as many digits as they have."""
    digits = _DOLLARS if asset in DOLLARS else SATOSHI
    return number(value.quantize(digits, rounding=ROUND_HALF_EVEN))


def fine(contract: Contract, price: Decimal) -> Decimal:
    """A price in as many digits as the contract shows, and one more of averages."""
    return price.quantize(
        Decimal(1).scaleb(-contract.price_precision - 1), rounding=ROUND_HALF_EVEN
    )
