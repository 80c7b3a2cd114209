"""Which orders are over: of every market, some questions at a time, and none told twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from gathering import Gathers

from binance.errors import BinanceError, NoSuchSymbol, NotAvailable, Unreachable
from binance.models.futures.algo_orders import AlgoOrder
from binance.private import coin_futures, futures, spot
from bot.statements.asking import Reach
from bot.statements.closed import CONDITIONALS, REQUESTS, ClosedOrders, Place
from bot.statements.whereabouts import Whereabouts
from storage import Storage

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def stop(number: int, status: str, **more: Any) -> AlgoOrder:
    fields: dict[str, Any] = {
        "algoId": number, "clientAlgoId": f"stop-{number}", "algoType": "CONDITIONAL",
        "orderType": "STOP_MARKET", "symbol": "BTCUSDT", "side": "SELL", "positionSide": "BOTH",
        "timeInForce": "GTC", "quantity": "0.01", "algoStatus": status, "actualOrderId": "",
        "actualPrice": "0.00000", "triggerPrice": "60000", "price": "0",
        "selfTradePreventionMode": "EXPIRE_MAKER", "workingType": "CONTRACT_PRICE",
        "priceMatch": "NONE", "closePosition": False, "priceProtect": False, "reduceOnly": True,
        "createTime": 1_795_000_000_000, "updateTime": 1_795_000_500_000, "triggerTime": 0,
        "goodTillDate": 0,
    }  # fmt: skip
    return AlgoOrder.model_validate(fields | more)


@dataclass
class Exchange(Gathers):
    """An account where nothing is over but conditional orders, and what was asked of it."""

    stops: dict[str, list[AlgoOrder]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    failure: BinanceError | None = None

    def accepted(self, _api: str) -> int:
        return 0

    async def send(self, request: Any) -> Any:
        self.asked[f"{request.api} {type(request).__name__}"] += 1
        match request:
            case spot.AllOrders(symbol=symbol) if symbol == "NOSUCH":
                raise NoSuchSymbol(-1121, "Invalid symbol.")
            case futures.AllAlgoOrders(symbol=symbol) | coin_futures.AllAlgoOrders(symbol=symbol):
                if self.failure is not None:
                    raise self.failure
                return self.stops.get(symbol, [])
        return []


class Setting:
    """An account, and who looks through it."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self.exchange = Exchange()
        self.where = Whereabouts({"spot": (), "usdm": (), "coinm": ()}, {}, ())
        key = SimpleNamespace(id=5, user_id=1001, environment="sandbox", account_uid=77)
        connected = SimpleNamespace(key=key, account=self.exchange)

        async def of(_: Any) -> Any:
            return connected

        async def places(_: Any) -> Whereabouts:
            return self.where

        now = lambda: clock().timestamp()  # noqa: E731
        self.closed = ClosedOrders(
            storage, cast("Any", SimpleNamespace(of=of)), cast("Any", SimpleNamespace(of=places)),
            Reach(now), now=now,
        )  # fmt: skip

    def trades(self, *shut: Any, **symbols: tuple[str, ...]) -> None:
        known: Any = {"spot": (), "usdm": (), "coinm": ()} | symbols
        self.where = Whereabouts(known, {}, shut)


@pytest.fixture
def setting(storage: Storage, clock: Any) -> Setting:
    return Setting(storage, clock)


async def test_only_what_ended_untriggered_is_told_of_conditional_orders(setting: Setting) -> None:
    setting.trades(usdm=("BTCUSDT",))
    setting.exchange.stops["BTCUSDT"] = [
        stop(1, "NEW"),
        stop(2, "CANCELED"),
        stop(3, "FINISHED", actualOrderId="77", triggerTime=1_795_000_400_000),
        stop(4, "EXPIRED", actualOrderId="78", triggerTime=1_795_000_400_000),
        stop(5, "REJECTED", triggerTime=1_795_000_400_000),
        stop(6, "EXPIRED"),
        stop(7, "TRIGGERING"),
    ]

    over = (await setting.closed.of(1001)).orders

    assert [(one.order_id, one.triggered) for one in over] == [(2, False), (5, True), (6, False)]
    assert {one.trigger for one in over} == {Decimal(60000)}
    assert all(one.conditional for one in over)


async def test_one_look_asks_so_much_and_the_next_goes_on(setting: Setting) -> None:
    coins, names = tuple(f"C{n}USDT" for n in range(9)), tuple(f"P{n}USDT" for n in range(11))
    setting.trades(spot=coins, usdm=names)

    first = await setting.closed.of(1001)
    asked = setting.exchange.asked
    assert asked["fapi AllOrders"] + asked["api AllOrders"] == REQUESTS
    assert asked["fapi AllAlgoOrders"] == CONDITIONALS
    assert len(first.left) == 10 + 11 - REQUESTS - CONDITIONALS

    await setting.closed.of(1001)
    assert asked.total() == REQUESTS + CONDITIONALS  # it is known for a while
    last = await setting.closed.of(1001, more=True)

    assert last.left == ()
    assert asked.total() == 10 + 11


async def test_a_contract_that_was_ordered_here_is_looked_at(
    setting: Setting, storage: Storage
) -> None:
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id="a", user_id=1001, chat_id=1, key_id=5, environment="sandbox",
            ticket_id="t", symbol="ETHUSDT", payload={}, recv_window=5000, signed_at=NOON,
            kind="usdm stop", market="usdm",
        )  # fmt: skip

    read = (await setting.closed.of(1001)).read

    assert read == (Place("usdm", ""), Place("usdm", "ETHUSDT", conditional=True))


async def test_a_symbol_of_which_nothing_is_known_is_looked_for_everywhere(
    setting: Setting,
) -> None:
    read = (await setting.closed.of(1001, "NOSUCH", more=True)).read

    assert set(read) == {
        Place("spot", "NOSUCH"), Place("usdm", "NOSUCH"), Place("usdm", "NOSUCH", conditional=True)
    }  # fmt: skip


async def test_what_does_not_answer_is_left_and_the_rest_is_told(setting: Setting) -> None:
    setting.trades(usdm=("BTCUSDT",), coinm=("BTCUSD_PERP",))
    setting.exchange.failure = Unreachable("away")

    seen = await setting.closed.of(1001)

    assert seen.read == (Place("usdm", ""), Place("coinm", "BTCUSD_PERP"))
    assert {one.conditional for one in seen.left} == {True}


async def test_without_a_store_of_conditional_orders_the_market_is_looked_at_on(
    setting: Setting,
) -> None:
    setting.exchange.failure = NotAvailable("there is no such API here")

    for name in ("BTCUSD_PERP", "ETHUSD_PERP"):
        setting.trades(coinm=(name,))
        await setting.closed.of(1001, more=True)

    assert setting.exchange.asked["dapi AllOrders"] == 2


async def test_where_the_key_may_not_look_nothing_is_asked(setting: Setting) -> None:
    setting.trades("usdm", "coinm", spot=("BTCUSDT",), usdm=("BTCUSDT",), coinm=())

    assert (await setting.closed.of(1001)).read == (Place("spot", "BTCUSDT"),)
    assert setting.exchange.asked == {"api AllOrders": 1}
