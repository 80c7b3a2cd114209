"""What a dry run says of an order that nobody sends."""

from types import SimpleNamespace
from typing import Any

import pytest
from contract_listing import algo_order

from binance.errors import Rejected
from binance.models.market import OrderBook
from binance.private import futures, spot
from binance.request import Private
from binance.streams.books import LocalBook
from bot import order_notices
from bot.asked import Asked
from bot.deeds import deed_of
from bot.i18n import LANGUAGES, Html, Say
from bot.leftovers import CancelUsdLeftover
from bot.rehearsal import MOST_TOLD, Rehearsal

EN = Say("en")
BUY = {"symbol": "BTCUSDT", "side": "BUY"}
OCO = {
    "symbol": "BTCUSDT", "side": "SELL", "quantity": "1", "aboveType": "LIMIT_MAKER",
    "abovePrice": "120", "belowType": "STOP_LOSS", "belowStopPrice": "90",
}  # fmt: skip
STOP = {
    "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "triggerPrice": "90",
    "closePosition": True,
}  # fmt: skip


class Depths:
    """One bitcoin for 100, two more for 101; and then none."""

    async def glance(self, symbol: str, *, asker: str) -> LocalBook | None:
        assert (symbol, asker) == ("BTCUSDT", "telegram 1001")
        told = {"lastUpdateId": 1, "bids": [["99", "5"]], "asks": [["100", "1"], ["101", "2"]]}
        return LocalBook(OrderBook.model_validate(told), limit=10)


class Account:
    """Takes what it is asked to check, unless told otherwise."""

    def __init__(self) -> None:
        self.refusal: Rejected | None = None
        self.asked: list[Private[Any]] = []

    async def send(self, request: Private[Any]) -> None:
        self.asked.append(request)
        if self.refusal is not None:
            raise self.refusal


@pytest.fixture
def account() -> Account:
    return Account()


async def said(account: Account, *requests: Private[Any], say: Say = EN) -> str:
    connected: Any = SimpleNamespace(account=account, key=SimpleNamespace(user_id=1001))
    rehearsal = Rehearsal({"spot": Depths(), "usdm": Depths()})
    asked = Asked([deed_of(one) for one in requests], 7)
    return str(await rehearsal.of(connected, asked, say))


def spot_order(**terms: str) -> spot.NewOrder:
    return spot.NewOrder.model_validate(BUY | terms)


def contract(**terms: Any) -> futures.NewOrder:
    return futures.NewOrder.model_validate(BUY | terms)


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        (spot_order(type="MARKET", quantity="2"), "would fill: 2 at 100.50, together 201.00."),
        (spot_order(type="MARKET", quoteOrderQty="50"), "fill: 0.5 at 100.00, together 50.00."),
        (spot_order(type="MARKET", quantity="9"), "a part of it would fill: 3 at 100.67"),
        (spot_order(type="LIMIT", quantity="2", price="100", timeInForce="GTC"),
         "a part of it would fill: 1 at 100.00"),
        (spot_order(type="LIMIT", quantity="2", price="99", timeInForce="GTC"), "it would wait."),
        (contract(type="MARKET", quantity="3"), "would fill: 3 at 100.67, together 302.00."),
    ],
)  # fmt: skip
async def test_what_an_order_would_get_is_told_by_the_book(
    account: Account, request_: Private[Any], told: str
) -> None:
    text = await said(account, request_)

    assert text.startswith("Binance would take it.\nBy the order book of now ")
    assert told in text
    assert [type(one).__name__ for one in account.asked] == ["TestOrder"]


async def test_of_what_binance_would_refuse_nothing_more_is_told(account: Account) -> None:
    account.refusal = Rejected(-2010, "no")

    assert "order book" not in await said(account, spot_order(type="MARKET", quantity="2"))


async def test_what_waits_for_a_trigger_meets_no_book(account: Account) -> None:
    stop = spot_order(type="STOP_LOSS", quantity="1", stopPrice="120")

    assert await said(account, stop) == "Binance would take it."


async def test_what_binance_has_no_test_for_is_not_sent_to_it(account: Account) -> None:
    assert "Binance has no test" in await said(account, spot.NewOco.model_validate(OCO))
    assert account.asked == []


async def test_what_would_follow_is_told_as_well(account: Account) -> None:
    stop = futures.NewAlgoOrder.model_validate(STOP)

    text = await said(account, contract(type="MARKET", quantity="1"), stop)

    assert text.splitlines()[-1].startswith("With it, once it is filled: ")
    assert "90" in text.splitlines()[-1]


CLOSE = {"side": "SELL", "type": "MARKET", "quantity": "1", "reduceOnly": True}


async def test_closings_of_several_positions_do_not_wait_for_one_another(account: Account) -> None:
    """But what is taken back waits for the very order that closes its position."""
    ether = contract(**CLOSE | {"symbol": "ETHUSDT"})
    leftover = CancelUsdLeftover.of(algo_order("STOP_MARKET"), after=ether.new_client_order_id)

    told = (await said(account, contract(**CLOSE), ether, leftover)).splitlines()

    assert told[-2].startswith("With it, at the same time: SELL 1 ETHUSDT")
    assert told[-1].startswith("Once its position is closed: ")
    assert "once it is filled" not in "".join(told)


async def test_a_target_beside_a_stop_waits_for_nothing_but_its_price(account: Account) -> None:
    stop = futures.NewAlgoOrder.model_validate(STOP)
    target = futures.NewAlgoOrder.model_validate(STOP | {"type": "TAKE_PROFIT_MARKET"})

    assert "\nWith it, at the same time: " in await said(account, stop, target)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_said_of_many_positions_fits_into_a_message(
    account: Account, language: str
) -> None:
    symbol = "1000000MOGWHATUSDT"
    closing = contract(**CLOSE | {"quantity": "123456789.123", "symbol": symbol})
    leftover = CancelUsdLeftover.of(algo_order("STOP_MARKET", symbol=symbol), after="close")
    first, say = contract(**CLOSE), Say(language)

    verdict = await said(account, first, *[closing] * 31, *[leftover] * 32, say=say)
    text = order_notices.rehearsed(say, deed_of(first), Html(verdict)).text

    assert text.count(symbol) == MOST_TOLD
    assert "43" in text
    assert len(text.encode("utf-16-le")) // 2 <= 4096
