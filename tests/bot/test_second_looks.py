"""What Binance answers after a gap may be out of date: it is asked once more, and not for more."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from alert_desk import Desk
from followed_account import Accounts, Streams, connected, told

from binance.errors import NoSuchOrder
from binance.models.futures.orders import Trade as ContractTrade
from binance.models.orders import Trade
from binance.private import futures, margin, spot
from binance.streams.events import Resumed
from bot.fills import Pair, Telling
from bot.following.contract_history import USDM, ContractHistory
from bot.following.contracts import Contracts
from bot.following.cross_margin import CrossMargin
from bot.following.interruptions import AT_ONCE, Interrupted, Interruptions
from bot.following.market_followers import MarketFollowers
from bot.following.order_fills import OrderFills
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.following.spot_followers import SpotFollowers
from bot.latest_orders import LatestOrders
from storage import ApiKey, Storage

pytestmark = pytest.mark.virtual_time

Look = Callable[[Interrupted], Any]


class Looks:
    """Notes which account was looked at when; a look `lasts` so long."""

    def __init__(self, lasts: float = 0) -> None:
        self.made: list[tuple[int, int]] = []
        self._lasts = lasts
        self._began = _time()

    async def __call__(self, case: Interrupted) -> bool:
        self.made.append((case.key.id, round(_time() - self._began)))
        await asyncio.sleep(self._lasts)
        return True

    def of(self, number: int) -> list[int]:
        return [at for one, at in self.made if one == number]


def key(number: int) -> ApiKey:
    return cast("ApiKey", SimpleNamespace(id=number))


@asynccontextmanager
async def looking(look: Look) -> AsyncIterator[Interruptions[Interrupted]]:
    made = Interruptions(Interrupted, look)
    async with at_work(made):
        yield made


@asynccontextmanager
async def at_work(one: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(one.run())
    yield
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError), ended


async def test_an_account_that_was_looked_at_at_once_is_looked_at_once_more() -> None:
    looks = Looks()
    async with looking(looks) as interruptions:
        interruptions.behind(key(1))
        await asyncio.sleep(600)

    assert looks.of(1) == [1, 10]


async def test_a_newer_gap_takes_the_place_of_the_second_look() -> None:
    looks = Looks()
    async with looking(looks) as interruptions:
        for _ in range(5):
            interruptions.behind(key(1))
            await asyncio.sleep(3)
        await asyncio.sleep(600)

    assert looks.of(1) == [1, 4, 7, 10, 13, 22]


@pytest.mark.parametrize(("after", "looked"), [(11, [1, 10, 14, 21]), (2, [1, 5, 12])])
async def test_a_gap_while_an_account_is_looked_at_has_it_looked_at_anew(
    after: int, looked: list[int]
) -> None:
    looks = Looks(lasts=3)
    async with looking(looks) as interruptions:
        interruptions.behind(key(1))
        await asyncio.sleep(after)
        interruptions.behind(key(1))
        await asyncio.sleep(600)

    assert looks.of(1) == looked


async def test_of_a_thousand_accounts_only_those_that_came_first_are_looked_at_again() -> None:
    looks = Looks(lasts=1)
    async with looking(looks) as interruptions:
        for number in range(1000):
            interruptions.behind(key(number))
        await asyncio.sleep(600)

    assert {number for number, _ in looks.made[:1000]} == {*range(1000)}
    again = looks.made[1000:]  # after all others
    assert len({number for number, _ in again}) == len(again) == 9 * AT_ONCE


def _time() -> float:
    return asyncio.get_running_loop().time()


class Lagging:
    """Alice's account, read from copies that are so many seconds behind."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now, self._traded = now, list[tuple[float, int]]()
        self.balances_lag = self.trades_lag = 0.0
        self.asked: list[Any] = []

    def trade(self) -> None:
        self._traded.append((_time(), len(self._traded) + 1))

    def weight(self) -> int:
        """What was asked weighs so much; forgets it."""
        asked, self.asked = self.asked, []
        return sum(one.cost for one in asked)

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        self.asked.append(request)
        match request:
            case spot.GetAccount():
                return self._balances()
            case spot.MyTrades(symbol="BTCUSDT") | margin.MyTrades(symbol="BTCUSDT"):
                return [self._spot(number) for number in self._seen(request)]
            case futures.UserTrades(symbol="BTCUSDT"):
                return [self._contract(number) for number in self._seen(request)]
            case futures.PositionInformation():
                held = self._visible(self.balances_lag)
                return [SimpleNamespace(symbol="BTCUSDT")] if held else []
            case margin.GetCrossAccount():
                return SimpleNamespace(user_assets=())
            case spot.QueryOrder() | futures.QueryOrder() | margin.QueryOrder():
                raise NoSuchOrder(-2013, "Order does not exist.")
            case _:
                return []

    def _visible(self, lag: float) -> list[int]:
        return [number for at, number in self._traded if at <= _time() - lag]

    def _seen(self, request: Any) -> list[int]:
        visible = self._visible(self.trades_lag)
        return [one for one in visible if request.from_id is None or one >= request.from_id]

    def _balances(self) -> Any:
        count = len(self._visible(self.balances_lag))
        held = {"BTC": 2 + count, "USDT": 5000 - count}
        balances = [SimpleNamespace(asset=one, total=of) for one, of in held.items()]
        return SimpleNamespace(balances=balances, update_time=count)

    def _spot(self, number: int) -> Trade:
        return Trade(
            symbol="BTCUSDT", id=number, order_id=28, price=Decimal(65000), qty=Decimal("0.01"),
            quote_qty=Decimal(650), commission=Decimal(0), commission_asset="BTC",
            time=self._now(), is_buyer=True, is_maker=False, is_best_match=True,
        )  # fmt: skip

    def _contract(self, number: int) -> ContractTrade:
        return ContractTrade.model_validate(
            {
                "symbol": "BTCUSDT", "id": number, "orderId": 28, "side": "SELL",
                "positionSide": "BOTH", "price": "65000", "qty": "0.01", "quoteQty": "650",
                "realizedPnl": "0", "marginAsset": "USDT", "commission": "0.26",
                "commissionAsset": "USDT", "time": int(self._now().timestamp() * 1000),
                "buyer": False, "maker": False,
            }
        )  # fmt: skip


class Silent:
    """Whoever is only told."""

    def __getattr__(self, _name: str) -> Any:
        return lambda *_more, **_named: None


class Reconciler:
    async def look_again(self, user_id: int) -> None:
        pass


class NoPause:
    async def wait(self) -> None:
        pass


@pytest.fixture
def storage(desk: Desk) -> Storage:
    """With connections that answer in virtual time."""
    return desk.storage


@pytest.fixture
def account(desk: Desk) -> Lagging:
    return Lagging(desk.now)


@pytest.fixture
def streams() -> Streams:
    return Streams()


async def pair_of(_symbol: str) -> Pair:
    return Pair("BTC", "USDT")


async def listed() -> list[str]:
    return ["BTCUSDT", "ETHUSDT"]


@pytest.fixture
async def on_spot(desk: Desk, account: Lagging, streams: Streams) -> AsyncIterator[None]:
    """Alice's account is followed, and was looked at as a whole a while ago."""
    await connected(desk.storage)
    accounts, nobody = Accounts(desk.storage, account), cast("Any", Silent())
    followers = SpotFollowers(
        desk.storage, cast("Any", streams), cast("Any", accounts), cast("Any", Reconciler()),
        nobody, Telling(now=desk.now, pair_of=pair_of),
        listed=listed, environment="sandbox", now=desk.now, pace=NoPause(),
    )  # fmt: skip
    async with at_work(followers):
        await streams.bring(Resumed())
        await asyncio.sleep(60)
        account.asked.clear()
        yield


@pytest.fixture
async def on_contracts(desk: Desk, account: Lagging, streams: Streams) -> AsyncIterator[None]:
    """The same on USD-M."""
    await connected(desk.storage)
    fills = OrderFills(desk.storage, cast("Any", Silent()), Telling(now=desk.now))
    slow, nobody = SlowQuestions(NoPause()), cast("Any", Silent())
    history = ContractHistory(USDM, desk.storage, fills, slow, now=desk.now)
    market = Contracts(
        "usdm", fills, history, cast("Any", NoFunding()), nobody,
        size_of=nobody, hear=nobody, now=desk.now, watch=nobody, left=nobody,
    )  # fmt: skip
    async with following(desk, account, streams, market):
        yield


class NoFunding(Silent):
    async def look(self, connected: Any, *, concerned: bool) -> None:
        pass


@pytest.fixture
async def on_margin(desk: Desk, account: Lagging, streams: Streams) -> AsyncIterator[None]:
    """The same on cross margin."""
    alice = await connected(desk.storage)
    fills = OrderFills(desk.storage, cast("Any", Silent()), Telling(now=desk.now))
    market = CrossMargin(desk.storage, fills, SlowQuestions(NoPause()), listed=listed)
    market._heard[alice.id].add("BTCUSDT")
    async with following(desk, account, streams, market):
        yield


@asynccontextmanager
async def following(
    desk: Desk, account: Lagging, streams: Streams, market: Any
) -> AsyncIterator[None]:
    followers = MarketFollowers(
        desk.storage, streams, cast("Any", Accounts(desk.storage, account)), market,
        Pushing(desk.storage, cast("Any", Silent())), LatestOrders(),
        name="usdm", environment="sandbox",
    )  # fmt: skip
    async with at_work(followers):
        await streams.bring(Resumed())
        await asyncio.sleep(60)
        account.asked.clear()
        yield


async def told_of_a_trade_in_a_gap(
    storage: Storage, account: Lagging, streams: Streams
) -> list[str]:
    account.trade()
    await streams.bring(Resumed(gap=2.0))
    await asyncio.sleep(60)
    return await told(storage)


LAGS = pytest.mark.parametrize(("balances", "trades"), [(0, 0), (5, 5), (0, 5), (5, 0)])


@LAGS
@pytest.mark.usefixtures("on_spot")
async def test_a_fill_that_answers_do_not_show_yet_is_told_all_the_same_and_once(
    storage: Storage, account: Lagging, streams: Streams, balances: float, trades: float
) -> None:
    account.balances_lag, account.trades_lag = balances, trades

    (text,) = await told_of_a_trade_in_a_gap(storage, account, streams)

    assert text.startswith("✅ <b>Fill</b>: BUY BTCUSDT\n0.01 at 65,000")


@LAGS
@pytest.mark.usefixtures("on_contracts")
async def test_so_is_one_on_futures(
    storage: Storage, account: Lagging, streams: Streams, balances: float, trades: float
) -> None:
    account.balances_lag, account.trades_lag = balances, trades

    (text,) = await told_of_a_trade_in_a_gap(storage, account, streams)

    assert text.startswith("✅ <b>Fill</b>: SELL BTCUSDT · USD-M\n0.01 at 65,000")


@pytest.mark.usefixtures("on_margin")
async def test_so_is_one_on_margin(storage: Storage, account: Lagging, streams: Streams) -> None:
    account.trades_lag = 5

    (text,) = await told_of_a_trade_in_a_gap(storage, account, streams)

    assert "BUY BTCUSDT · margin\n0.01 at 65,000" in text


@pytest.mark.usefixtures("on_spot")
async def test_a_gap_in_which_nothing_happened_costs_two_questions(
    account: Lagging, streams: Streams
) -> None:
    await streams.bring(Resumed(gap=2.0))
    await asyncio.sleep(60)

    assert account.weight() == 40


@pytest.mark.usefixtures("on_spot")
async def test_gaps_shortly_after_one_another_cost_one_question_more(
    account: Lagging, streams: Streams
) -> None:
    for _ in range(4):
        await streams.bring(Resumed(gap=2.0))
        await asyncio.sleep(4)
    await asyncio.sleep(60)

    assert account.weight() == 5 * 20


@pytest.mark.usefixtures("on_spot")
async def test_a_fill_of_the_gap_before_is_not_lost_when_the_stream_is_interrupted_again(
    storage: Storage, account: Lagging, streams: Streams
) -> None:
    account.trades_lag = 8
    account.trade()

    await streams.bring(Resumed(gap=2.0))
    await asyncio.sleep(5)
    await streams.bring(Resumed(gap=2.0))
    await asyncio.sleep(60)

    assert len(await told(storage)) == 1


@pytest.mark.usefixtures("on_spot")
async def test_after_a_start_too_nothing_is_lost(
    desk: Desk, storage: Storage, account: Lagging, streams: Streams
) -> None:
    account.balances_lag = account.trades_lag = 5
    account.trade()

    await streams.bring(Resumed())
    await asyncio.sleep(60)

    assert len(await told(storage)) == 1
