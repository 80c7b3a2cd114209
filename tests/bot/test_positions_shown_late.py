"""What is asked of positions may be behind what the stream told: it is asked once more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from alert_desk import Desk
from contract_listing import algo_order
from followed_account import Accounts, connected, told

from binance.models.futures.terms import PositionSide
from binance.private import futures
from bot.following.leftover_watch import LeftoverWatch
from bot.following.liquidation import LiquidationWatch
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from storage import ApiKey, Storage

pytestmark = pytest.mark.virtual_time


class Account:
    """One with a contract and a stop in it; a position is shown as it was so long ago."""

    def __init__(self) -> None:
        self.behind = 0.0
        self.waiting = [algo_order("STOP_MARKET")]
        self.asked: list[tuple[int, type]] = []
        self.began = _time()
        self._amounts = [(self.began, Decimal(0))]

    def holds(self, amount: int) -> None:
        self._amounts.append((_time(), Decimal(amount)))

    def looks(self) -> list[int]:
        """When it was asked what waits, in seconds since it `began`."""
        return [at for at, kind in self.asked if kind is futures.OpenAlgoOrders]

    def reads(self) -> list[int]:
        """When it was asked for its positions."""
        return [at for at, kind in self.asked if kind is futures.PositionInformation]

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append((round(_time() - self.began), type(request)))
        if isinstance(request, futures.OpenAlgoOrders):
            return self.waiting
        if isinstance(request, futures.OpenOrders):
            return []
        amount = [of for at, of in self._amounts if at <= _time() - self.behind][-1:]
        return [
            SimpleNamespace(
                symbol="BTCUSDT", position_side=PositionSide.BOTH, position_amt=each,
                liquidation_price=Decimal(92),
            )
            for each in amount
        ]  # fmt: skip


class NoPause:
    async def wait(self) -> None:
        pass


def _time() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture
def storage(desk: Desk) -> Storage:
    """With connections that answer in virtual time."""
    return desk.storage


@pytest.fixture
async def account() -> Account:
    return Account()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


@pytest.fixture
async def left(storage: Storage, account: Account, nudged: Any) -> AsyncIterator[LeftoverWatch]:
    accounts = cast("Any", Accounts(storage, cast("Any", account)))
    slow, pushing = SlowQuestions(NoPause()), Pushing(storage, nudged)
    made = LeftoverWatch("usdm", storage, accounts, pushing, slow, environment="sandbox")
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


Close = Callable[[], None]


@pytest.fixture
async def close(left: LeftoverWatch, account: Account, key: ApiKey) -> Close:
    """Close the position, of which the stream tells."""

    def closed() -> None:
        account.holds(0)
        left.closed(key, {"BTCUSDT"})

    account.holds(1)
    await asyncio.sleep(60)
    account.began = _time()
    return closed


@pytest.mark.parametrize(("behind", "looks"), [(0, [3]), (5, [3, 15])])
async def test_a_stop_is_told_once_though_its_position_is_still_shown(
    storage: Storage, account: Account, close: Close, behind: float, looks: list[int]
) -> None:
    account.behind = behind

    close()
    await asyncio.sleep(600)

    (text,) = await told(storage)
    assert "• the stop 58,000 of BTCUSDT LONG" in text
    assert account.looks() == looks


async def test_a_position_that_was_opened_again_keeps_its_stop(
    storage: Storage, account: Account, close: Close
) -> None:
    close()
    account.holds(1)
    await asyncio.sleep(600)

    assert await told(storage) == []
    assert account.looks() == [3, 15]


async def test_positions_closed_one_after_another_are_looked_at_once_more_in_all(
    account: Account, close: Close
) -> None:
    for _ in range(3):
        account.holds(1)
        close()
        account.holds(1)
        await asyncio.sleep(5)
    await asyncio.sleep(600)

    assert account.looks() == [3, 8, 13, 25]


async def test_where_nothing_waits_it_is_asked_but_once(account: Account, close: Close) -> None:
    account.behind, account.waiting = 5, []

    close()
    await asyncio.sleep(600)

    assert account.looks() == [3]


class Marks:
    """The mark price of the contract."""

    async def send(self, _request: Any) -> Any:
        return [SimpleNamespace(symbol="BTCUSDT", mark_price=Decimal(100))]


@pytest.fixture
async def danger(desk: Desk, account: Account, nudged: Any) -> AsyncIterator[LiquidationWatch]:
    accounts = cast("Any", Accounts(desk.storage, cast("Any", account)))
    made = LiquidationWatch(
        "usdm", cast("Any", Marks()), accounts, Pushing(desk.storage, nudged),
        SlowQuestions(NoPause()), now=desk.now,
    )  # fmt: skip
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_position_that_is_not_shown_yet_is_watched_all_the_same(
    storage: Storage, account: Account, danger: LiquidationWatch, key: ApiKey
) -> None:
    account.behind = 10
    await asyncio.sleep(55)
    account.holds(1)

    danger.exposed(key)
    await asyncio.sleep(300)

    (text,) = await told(storage)
    assert "Liquidation is 8.00% away" in text


async def test_a_second_position_that_is_not_shown_yet_is_not_left_for_a_quarter_of_an_hour(
    account: Account, danger: LiquidationWatch, key: ApiKey
) -> None:
    account.holds(1)
    await asyncio.sleep(55)

    danger.exposed(key)
    await asyncio.sleep(300)

    assert account.reads() == [60, 120]


@pytest.mark.parametrize(("at", "reads"), [(55, [60, 120]), (35, [60])])
async def test_without_positions_an_account_is_soon_left_alone(
    account: Account, danger: LiquidationWatch, key: ApiKey, at: float, reads: list[int]
) -> None:
    await asyncio.sleep(at)

    danger.exposed(key)
    await asyncio.sleep(3600)

    assert account.reads() == reads
