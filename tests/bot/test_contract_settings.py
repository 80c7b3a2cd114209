"""Leverage and margin type as deeds: written down first, asked about, and never silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from binance.errors import (
    AlreadyDone,
    BadKey,
    BinanceError,
    NoSuchOrder,
    NoSuchSymbol,
    Rejected,
    Unknown,
    Unreachable,
)
from binance.models.futures.settings import SymbolConfig
from binance.models.futures.terms import MarginType
from binance.private import futures
from bot.asked import Asked
from bot.care import SETTINGS, care_of
from bot.contract_settings import SetLeverage, SetMarginType, Setting
from bot.deeds import KINDS, deed_from, deed_of
from bot.door import Door
from bot.guards.catalogue import stake_of
from bot.i18n import Say
from bot.intents import Intents
from bot.posting import Posting
from bot.reconcile import Reconciler
from bot.tickets import Tap
from bot.trading import Tapped, Trading
from storage import Message, OrderIntent, Storage, Unit
from storage import orders as kept_orders

ALICE, CHAT, MESSAGE = 1001, 55, 7
EN = Say("en")
FOUR = SetLeverage(symbol="BTCUSDT", leverage=4)
ISOLATED = SetMarginType(symbol="BTCUSDT", margin_type=MarginType.ISOLATED)
LOST = Unknown("no answer came")


class World:
    """An account with a contract, and all that trading asks beside it."""

    def __init__(self) -> None:
        self.leverage, self.margin = 20, MarginType.CROSSED
        self.carried_out = True
        self.ends: list[BaseException] = []
        """How what is sent ends, first things first; then it is answered."""
        self.silent = 0
        """How many questions go unanswered."""
        self.posts: list[Any] = []
        self.asked, self.asked_twice = 0, asyncio.Event()
        self.key: Any = None
        self.recv_window = 5000

    async def of(self, _user_id: int) -> Any:
        return SimpleNamespace(account=self, key=self.key)

    async def by_key(self, _user_id: int, _key_id: int) -> Any:
        return await self.of(ALICE)

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        if isinstance(request, futures.SymbolConfigs):
            return self._told()
        self.posts.append(request)
        if self.carried_out:
            self.leverage = getattr(request, "leverage", self.leverage)
            self.margin = getattr(request, "margin_type", self.margin)
        if self.ends:
            raise self.ends.pop(0)
        return None

    def _told(self) -> list[SymbolConfig]:
        self.asked += 1
        if self.asked == 2:
            self.asked_twice.set()
        if self.silent:
            self.silent -= 1
            raise LOST
        row = {"symbol": "BTCUSDT", "marginType": self.margin, "isAutoAddMargin": False}
        more = {"leverage": self.leverage, "maxNotionalValue": "1000000"}
        return [SymbolConfig.model_validate(row | more)]

    async def allow(self, *_: Any) -> None:
        return

    async def weigh(self, *_: Any, **__: Any) -> int:
        return 0

    async def note(self, *_: Any) -> None:
        return

    async def release(self, *_: Any) -> None:
        return

    async def clear(self, *_: Any, harmless: bool) -> None:
        return

    async def price_of(self, *_: Any) -> Any:
        raise AssertionError("of a setting no price is asked")

    async def care(self, unit: Unit, user_id: int) -> Any:
        standing = await unit.guards.standing(user_id, "sandbox", SETTINGS)
        return care_of(standing.settings, dry=False)

    def nudge(self) -> None:
        return


class Bot:
    """One run of the bot: what it knows besides the database ends with it."""

    def __init__(self, storage: Storage, world: Any, clock: Any) -> None:
        self.storage, self.clock = storage, clock
        self.intents = Intents(storage, world, world, now=clock)
        posting = Posting(Door(world), self.intents)
        self.trading = Trading(
            storage, world, self.intents, world, posting, world.care,
            price_of=world.price_of, clear=world.clear, environment="sandbox", now=clock,
        )  # fmt: skip
        self.reconciler = Reconciler(
            storage, world, self.intents, posting, environment="sandbox", now=clock
        )

    async def tapped(self, change: Setting, key_id: int) -> Tapped:
        ticket = await self.trading.ask(ALICE, CHAT, Asked([deed_of(change)], key_id))
        return await self.trading.place(Tap(1, ALICE, CHAT, MESSAGE, ticket.id))

    @asynccontextmanager
    async def reconciling(self) -> AsyncIterator[None]:
        work = asyncio.create_task(self.reconciler.run())
        yield
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    async def verdict(self, *, hours_pass: bool = False) -> str:
        """How it is judged in the end."""
        async with self.reconciling(), asyncio.timeout(10):
            while (one := await intent(self.storage)).state in ("SENDING", "UNKNOWN"):
                if hours_pass:
                    self.clock.passes(1)
                await asyncio.sleep(0.01)
        return one.state


@pytest.fixture
async def world(storage: Storage) -> World:
    world = World()
    async with storage.begin() as unit:
        world.key = await unit.keys.add(
            ALICE, "sandbox", "hmac", "key", "secret", account_uid=1, can_trade=True,
            ip_restricted=True, called="Account",
        )  # fmt: skip
    return world


@pytest.fixture
def bot(storage: Storage, world: World, clock: Any) -> Bot:
    return Bot(storage, world, clock)


async def intent(storage: Storage) -> OrderIntent:
    async with storage.read() as unit:
        (found,) = await unit.orders.of(ALICE, 9)
    return found


async def texts(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return [one.text for one in await unit.outbox._session.scalars(select(Message))]


async def audited(storage: Storage) -> list[str]:
    async with storage.read() as unit:
        return [one.action for one in reversed(await unit.audit.of(ALICE, 9))]


@pytest.mark.parametrize("change", [FOUR, ISOLATED])
def test_what_is_ours_does_not_travel_and_all_of_it_is_kept(change: Setting) -> None:
    deed = deed_of(change)

    assert set(change.params()) <= {"symbol", "leverage", "marginType"}
    assert deed_from(deed.kind.name, deed.payload).request == change
    assert deed.client_id == change.name
    assert stake_of(change) == stake_of(_binances(change))


def _binances(change: Setting) -> Any:
    if isinstance(change, SetLeverage):
        return futures.ChangeLeverage(symbol=change.symbol, leverage=change.leverage)
    return futures.ChangeMarginType(symbol=change.symbol, margin_type=change.margin_type)


@pytest.mark.parametrize(
    ("change", "told", "noted"),
    [
        (FOUR, "✅ The leverage of BTCUSDT is 4x now.", "leverage.changed"),
        (ISOLATED, "✅ The margin of BTCUSDT is isolated now.", "margin.changed"),
    ],
)
async def test_a_setting_is_told_in_the_message_it_was_asked_in_and_stands_in_the_audit(
    storage: Storage, world: World, bot: Bot, change: Setting, told: str, noted: str
) -> None:
    assert await bot.tapped(change, world.key.id) is Tapped.SENT

    assert world.posts == [change]
    assert await texts(storage) == [told]
    assert await audited(storage) == ["setting.confirmed", noted]


async def test_killed_between_the_tap_and_the_answer_the_person_still_hears_how_it_is(
    storage: Storage, world: World, bot: Bot, clock: Any
) -> None:
    world.ends = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await bot.tapped(FOUR, world.key.id)
    assert await texts(storage) == []

    reborn = Bot(storage, world, clock)
    assert await reborn.reconciler.recover() == 1
    (checking,) = await texts(storage)
    assert await reborn.verdict() == "ACCEPTED"

    assert "Status unknown</b>: leverage of BTCUSDT: 4x" in checking
    assert "✅ The leverage of BTCUSDT is 4x now." in await texts(storage)
    assert len(world.posts) == 1
    assert await audited(storage) == ["setting.confirmed", "setting.unknown", "leverage.changed"]


async def test_what_binance_carries_out_late_is_not_called_unchanged(
    storage: Storage, world: World, bot: Bot, clock: Any
) -> None:
    world.carried_out, world.ends, world.silent = False, [LOST], 1

    await bot.tapped(FOUR, world.key.id)
    async with bot.reconciling():
        await world.asked_twice.wait()
        assert (await intent(storage)).state == "UNKNOWN"
    clock.passes(10)
    world.leverage = 4  # by Binance's own time-out

    assert await bot.verdict() == "ACCEPTED"
    assert not [one for one in await texts(storage) if "not changed" in one]


async def test_it_is_called_unchanged_once_it_cannot_come_through_any_more(
    storage: Storage, world: World, bot: Bot, clock: Any
) -> None:
    world.carried_out, world.ends = False, [LOST]
    begun = clock()

    await bot.tapped(FOUR, world.key.id)
    assert await bot.verdict(hours_pass=True) == "ABSENT"

    assert (clock() - begun).total_seconds() > 25  # recvWindow, Binance's time-out, and a margin
    assert (await intent(storage)).watch_until is None  # chosen anew later, it is no late news
    told = (await texts(storage))[-1]
    assert told == (
        "❌ The leverage of BTCUSDT is not 4x: it was not changed, or was changed again since."
    )


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (FOUR, Rejected(-4028, ""), "was not changed: this contract does not take such a"),
        (ISOLATED, Rejected(-4048, ""), "margin type of BTCUSDT was not changed: there is a posi"),
        (ISOLATED, AlreadyDone(-4046, ""), "The margin of BTCUSDT is isolated already."),
        (FOUR, BadKey(-2015, ""), "Enable Futures"),
        (FOUR, Unreachable("no"), "was not changed: Binance cannot be reached at the moment."),
    ],
)
async def test_what_binance_says_clearly_is_said_at_once(
    storage: Storage, world: World, bot: Bot, change: Setting, error: BinanceError, told: str
) -> None:
    world.carried_out, world.ends = False, [error]

    await bot.tapped(change, world.key.id)

    (text,) = await texts(storage)
    assert told in text


async def test_found_otherwise_it_is_not_there_and_a_contract_that_is_gone_tells_nothing(
    world: World,
) -> None:
    account: Any = world

    with pytest.raises(NoSuchOrder):
        await deed_of(FOUR).find(account)
    with pytest.raises(NoSuchSymbol):
        await deed_of(SetLeverage(symbol="ETHUSDT", leverage=4)).find(account)
    world.leverage = 4
    assert (await deed_of(FOUR).find(account)).status == "CHANGED"


def test_it_is_named_as_people_name_it() -> None:
    assert deed_of(FOUR).sentence(EN) == "leverage of BTCUSDT: 4x"
    assert deed_of(ISOLATED).sentence(EN) == "margin of BTCUSDT: isolated"


def test_deeds_that_choose_a_setting_are_known_where_orders_are_kept() -> None:
    assert {name for name, kind in KINDS.items() if kind.sets} == set(kept_orders.SETTINGS)
