"""The guards and all they need, put together: each part has what it asks, and nothing else's."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from guarded_world import ALICE, BTC, KEY, NEVER, buy, contract, sell
from pyotp import TOTP

from binance.models.market import Level, OrderBook
from binance.private import futures, spot
from binance.streams.board import BoardRow
from binance.streams.books import LocalBook
from bot.authenticators import Authenticators
from bot.guards import Guarded, Tap
from bot.guards.protection import Protection
from bot.guards.terms import Allowed, Guard
from bot.step_up import CodeNeeded, StepUp
from storage import Storage

Clock = Any
Row = SimpleNamespace
BOOK = OrderBook(
    last_update_id=1,
    bids=[Level(Decimal(100), Decimal(1000))],
    asks=[Level(Decimal(100), Decimal(1000))],
)
updates = count(1)


class World:
    """Binance, the prices, the board, the books, the account and who sends, all in one."""

    def __init__(self) -> None:
        self.nudges = 0
        self.asked: list[str] = []

    def nudge(self) -> None:
        self.nudges += 1

    async def symbols(self) -> Any:
        return {
            BTC: Row(base_asset="BTC", quote_asset="USDT"),
            "THINUSDT": Row(base_asset="THIN", quote_asset="USDT"),
        }

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append(type(request).__name__)
        return self._answers().get(type(request).__name__, [])

    def _answers(self) -> dict[str, Any]:
        linear = Row(symbol=BTC, base_asset="BTC", quote_asset="USDT")
        thin = Row(asset="THIN", free=Decimal(50), locked=Decimal(0))
        return {
            "ExchangeInfo": Row(symbols=[linear]),
            "PremiumIndex": Row(mark_price=Decimal(100)),
            "Depth": BOOK,
            "SymbolConfigs": [Row(symbol=BTC, leverage=20)],
            "GetAccount": Row(balances=[thin]),
            "GetIsolatedAccounts": Row(assets=[]),
        }

    async def by_key(self, user_id: int, key_id: int) -> Any:
        assert user_id == ALICE
        return Row(account=self, key=Row(user_id=user_id, id=key_id))

    async def last_of_all(self) -> Callable[[str], Decimal | None]:
        return {BTC: Decimal(100), "THINUSDT": Decimal(100)}.get

    def rows(self) -> Iterator[BoardRow]:
        yield BoardRow(
            BTC, *[Decimal(100)] * 4, volume=Decimal(1000),
            quote_volume=Decimal(1000), event_time=NEVER, received_at=0.0,
        )  # fmt: skip


class Prices(World):
    async def of(self, _symbol: str, *, asker: str = "") -> Any:
        del asker
        return Row(close=Decimal(100))


class Depths(World):
    async def of(self, _symbol: str, *, asker: str = "") -> LocalBook:
        self.asked.append(asker)
        return LocalBook(BOOK, limit=500)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def depths() -> Depths:
    return Depths()


@pytest.fixture
def protection(storage: Storage, world: World, depths: Depths, clock: Clock) -> Protection:
    step_up = StepUp(storage, now=clock)
    parts: list[Any] = [world, world, Prices(), world, depths, world, step_up]
    return Protection.of(storage, *parts, environment="live", now=clock)


async def protect(storage: Storage, clock: Clock) -> TOTP:
    """Give Alice a second factor, and let her last code grow old."""
    step_up = StepUp(storage, now=clock)
    code = TOTP(await Authenticators(storage, step_up, now=clock).begin(ALICE))
    await step_up.give(ALICE, ALICE, code.at(clock()))
    clock.passes(timedelta(minutes=10).total_seconds())
    return code


async def stop(protection: Protection, deed: Any) -> Any:
    (ticket,) = await protection.stopping.ask(ALICE, ALICE, deed)
    return await protection.stopping.act(
        Tap(next(updates), ALICE, ALICE, 7, ticket), admin=False
    )  # fmt: skip


async def test_an_order_is_measured_by_real_prices_books_and_holdings(
    protection: Protection, depths: Depths
) -> None:
    await protection.guards.allow(ALICE, KEY, buy("1"))
    await protection.guards.allow(ALICE, KEY, sell("1", "100", symbol="THINUSDT"))

    assert depths.asked == [f"telegram {ALICE}"]
    assert await protection.guards.spent(ALICE) == 200
    with pytest.raises(Guarded) as held:
        await protection.guards.allow(ALICE, KEY, buy("10.01", "100"))
    assert held.value.guard is Guard.ORDER


async def test_a_contract_is_measured_with_the_leverage_that_the_account_has(
    protection: Protection, world: World
) -> None:
    with pytest.raises(Guarded) as held:
        await protection.guards.allow(ALICE, KEY, contract())

    assert held.value.guard is Guard.LEVERAGE
    assert "SymbolConfigs" in world.asked
    assert await protection.guards.weigh(ALICE, KEY, contract(), leverage=5) == 100
    assert await protection.references.price_of("usdm", BTC) == 100


async def test_loosening_a_guard_needs_the_second_factor_and_is_told(
    storage: Storage, protection: Protection, world: World, clock: Clock
) -> None:
    await protect(storage, clock)
    looser = await protection.changes.propose(ALICE, ALICE, Guard.DAY, None)
    stricter = await protection.changes.propose(ALICE, ALICE, Guard.DAY, Decimal(50))
    tap, strict = (Tap(next(updates), ALICE, ALICE, 7, one.ticket_id) for one in (looser, stricter))

    with pytest.raises(CodeNeeded):
        await protection.changes.confirm(tap)
    assert world.nudges == 0
    await protection.changes.confirm(strict)

    assert world.nudges == 1
    assert (await protection.guards.terms(ALICE)).day == 50


async def test_naming_what_is_large_anyway_loosens_nothing(protection: Protection) -> None:
    large, small = [
        await protection.changes.propose(ALICE, ALICE, Guard.SYMBOLS, Allowed("only", (one,)))
        for one in (BTC, "THINUSDT")
    ]

    assert (large.looser, small.looser) == (False, True)


async def test_stopping_sweeps_the_account_and_going_on_needs_the_second_factor(
    storage: Storage, protection: Protection, world: World, clock: Clock
) -> None:
    async with storage.begin() as unit:
        await unit.keys.add(
            ALICE, "live", "hmac", "key", "secret",
            account_uid=1, can_trade=True, ip_restricted=True,
        )  # fmt: skip
    await protect(storage, clock)

    assert await stop(protection, "stop") == "stop"
    await protection.stopping.advance()

    assert await protection.guards.stopped(ALICE)
    assert {spot.OpenOrders.__name__, futures.OpenAlgoOrders.__name__} <= set(world.asked)
    assert world.nudges == 1
    with pytest.raises(CodeNeeded):
        await stop(protection, "resume")
    assert await protection.guards.stopped(ALICE)


async def test_raises_and_sweeps_are_looked_after(protection: Protection) -> None:
    assert protection.workers == [protection.changes.run, protection.stopping.run]
