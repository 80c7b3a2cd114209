"""A thousand taps at once, through the real storage: one order."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from order_world.book import Order, dumped, shown

from binance.private.spot import NewOrder
from bot.asked import Asked
from bot.care import Care
from bot.deeds import deed_of
from bot.door import Door
from bot.intents import Intents
from bot.posting import Posting
from bot.refusals import Refused
from bot.tickets import Tap
from bot.trading import Tapped, Trading
from storage import Storage, Ticket, Vault

ALICE = 1
TAPS = 1_000


class Exchange:
    """Takes every order, after a moment."""

    def __init__(self) -> None:
        self.posted: Counter[str] = Counter()

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        self.posted[request.new_client_order_id] += 1
        await asyncio.sleep(0)
        order = Order(
            1, request.new_client_order_id, "spot", "BTCUSDT", "BUY", "MARKET", Decimal(1),
            Decimal(0), None, 0.0,
        )  # fmt: skip
        order.becomes(0.0, "FILLED", Decimal(1))
        return request.read(dumped(shown(order, 1.0)))


class Accounts:
    recv_window = 5000

    def __init__(self, exchange: Exchange, key_id: int) -> None:
        key = SimpleNamespace(id=key_id, user_id=ALICE, can_trade=True, state="active")
        self._connected: Any = SimpleNamespace(account=exchange, key=key)

    async def of(self, _user_id: int) -> Any:
        return self._connected


class Lenient:
    async def allow(self, *_: Any) -> None:
        return

    async def weigh(self, *_: Any) -> Decimal:
        return Decimal(1)

    async def note(self, *_: Any) -> None:
        return

    async def release(self, *_: Any) -> None:
        return

    async def clear(self, *_: Any, harmless: bool) -> None:
        return

    async def price(self, *_: Any) -> Decimal:
        return Decimal(100)

    async def care(self, *_: Any) -> Care:
        return Care()

    def nudge(self) -> None:
        return


@pytest.fixture
async def storage(migrated: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(migrated, folder / "bot.db")
    url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
    async with Storage.open(url, Vault([Vault.new_key()])) as opened:
        yield opened


async def _key(storage: Storage) -> int:
    async with storage.begin() as unit:
        await unit.users.meet(ALICE, name="Alice", language="en", active=True)
        key = await unit.keys.add(
            ALICE, "sandbox", "hmac", "key", "secret", account_uid=7, can_trade=True,
            ip_restricted=True,
        )  # fmt: skip
    return key.id


class Capricious(Lenient):
    """Objects to the first who asks, though not before others have been let through."""

    def __init__(self) -> None:
        self.objecting, self.objects = asyncio.Event(), asyncio.Event()

    async def weigh(self, *_: Any) -> Decimal:
        if not self.objecting.is_set():
            self.objecting.set()
            await self.objects.wait()
            raise Refused("Too far from the market. Nothing was sent.")
        return await super().weigh()


def _trading(storage: Storage, accounts: Any, guard: Any = None) -> Trading:
    world: Any = guard or Lenient()
    intents = Intents(storage, world, world, now=_now)
    return Trading(
        storage, accounts, intents, world, Posting(Door(world), intents), world.care,
        price_of=world.price, clear=world.clear, environment="sandbox", now=_now,
    )  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


async def _asked(trading: Trading, key_id: int) -> Ticket:
    order = NewOrder(symbol="BTCUSDT", side="BUY", type="MARKET", quantity=Decimal(1))
    return await trading.ask(ALICE, ALICE, Asked((deed_of(order),), key_id))


@pytest.mark.timeout(3_600)
async def test_a_thousand_taps_at_once_make_one_order(storage: Storage, rounds: int) -> None:
    exchange = Exchange()
    key_id = await _key(storage)
    trading = _trading(storage, Accounts(exchange, key_id))
    for turn in range(rounds):
        ticket = await _asked(trading, key_id)
        numbers = [turn * TAPS + n // 2 for n in range(TAPS)]  # each update comes twice
        Random(turn).shuffle(numbers)

        taps = [trading.place(Tap(number, ALICE, ALICE, 7, ticket.id)) for number in numbers]
        tapped = Counter(await asyncio.gather(*taps))

        assert tapped[Tapped.SENT] == 1
        assert tapped[Tapped.SENT] + tapped[Tapped.STALE] + tapped[Tapped.REPLAYED] == TAPS
    assert [*exchange.posted.values()] == [1] * rounds
    async with storage.read() as unit:
        orders = await unit.orders.of(ALICE, rounds + 1)
    assert [order.state for order in orders] == ["ACCEPTED"] * rounds


async def test_what_another_tap_sent_is_not_called_not_sent(storage: Storage) -> None:
    key_id = await _key(storage)
    accounts = Accounts(Exchange(), key_id)
    ticket = await _asked(_trading(storage, accounts), key_id)
    guard = Capricious()
    trading = _trading(storage, accounts, guard)

    slow = asyncio.ensure_future(trading.place(Tap(1, ALICE, ALICE, 7, ticket.id)))
    await guard.objecting.wait()
    quick = await trading.place(Tap(2, ALICE, ALICE, 7, ticket.id))
    guard.objects.set()

    assert quick is Tapped.SENT
    assert await slow is Tapped.STALE


async def test_a_tap_that_comes_once_more_is_not_answered_anew(storage: Storage) -> None:
    key_id = await _key(storage)
    trading = _trading(storage, Accounts(Exchange(), key_id))
    ticket = await _asked(trading, key_id)
    tap = Tap(1, ALICE, ALICE, 7, ticket.id)

    tapped = [await trading.place(tap), await trading.place(tap)]

    assert tapped == [Tapped.SENT, Tapped.REPLAYED]
