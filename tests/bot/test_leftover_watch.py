"""What outlives a position is told once, and not while it is being taken back."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from contract_listing import algo_order, in_book
from followed_account import ALICE, Accounts, connected, looked_at, told, until

from binance.errors import BadKey, NoSuchSymbol, Unreachable, Unreadable
from binance.models.events import read
from binance.models.futures.terms import PositionSide
from binance.private import futures
from bot.deeds import deed_of
from bot.following.leftover_watch import LeftoverWatch
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.leftovers import CancelUsdLeftover
from storage import ApiKey, Storage

STOP = algo_order("STOP_MARKET")


class Account:
    """A contract with orders that wait, and perhaps a position."""

    def __init__(self) -> None:
        self.waiting = [STOP]
        self.amount = Decimal(0)
        self.failures: list[Exception] = []
        self.refused: dict[str, Exception] = {}
        self.book: list[Any] | None = []
        self.asked: list[Any] = []

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append(request)
        if self.failures:
            raise self.failures.pop(0)
        if request.symbol in self.refused:
            raise self.refused[request.symbol]
        if isinstance(request, futures.OpenAlgoOrders):
            return self.waiting
        if isinstance(request, futures.OpenOrders):
            return self._in_book()
        side = PositionSide.BOTH
        return [
            SimpleNamespace(symbol="BTCUSDT", position_side=side, position_amt=self.amount)
        ]  # fmt: skip

    def _in_book(self) -> list[Any]:
        if self.book is None:
            raise Unreachable("away")
        return self.book


class NoPause:
    async def wait(self) -> None:
        pass


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
async def key(storage: Storage) -> ApiKey:
    return await connected(storage)


@pytest.fixture
async def watch(storage: Storage, account: Account, nudged: Any) -> AsyncIterator[LeftoverWatch]:
    accounts = cast("Any", Accounts(storage, account))
    slow, pushing = SlowQuestions(NoPause()), Pushing(storage, nudged)
    made = LeftoverWatch("usdm", storage, accounts, pushing, slow, environment="sandbox", settled=0)
    task = asyncio.create_task(made.run())
    yield made
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def change(amount: str, symbol: str = "BTCUSDT") -> Any:
    position = {"s": symbol, "ps": "BOTH", "pa": amount, "ep": "0", "cr": "0", "up": "0",
                "mt": "cross", "iw": "0"}  # fmt: skip
    told = {"m": "ORDER", "P": [position]}
    return read("usdm", {"e": "ACCOUNT_UPDATE", "E": 1, "T": 1, "a": told})


async def test_a_stop_whose_position_is_closed_is_told_once(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    watch.happened(key, change("0"))
    (text,) = await until(storage, 1)

    watch.happened(key, change("0"))
    await looked_at(account, 6)

    assert "1 order has outlived its position</b> · USD-M" in text
    assert "• the stop 58,000 of BTCUSDT LONG" in text
    assert await told(storage) == [text]


async def test_an_entry_that_would_lose_its_stop_is_named_before_that_is_offered(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    account.book = [in_book("begun", "0.03")]

    watch.happened(key, change("0"))

    (text,) = await until(storage, 1)
    assert text.endswith(
        "⚠️ <b>Still waits in the book, and would have no stop without this</b>: "
        "BUY 0.02 at 60,000. To cancel it: /orders"
    )
    assert await buttons(storage) == ["go:orders:new", f"lo:usdm:BTCUSDT:{key.id}"]


async def test_that_the_book_cannot_be_read_is_said_where_an_order_is_left_over(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    account.book = None

    watch.happened(key, change("0"))

    assert "What waits in the book could not be read" in (await until(storage, 1))[0]
    assert (await buttons(storage))[0] == "go:orders:new"


async def test_as_long_as_there_is_a_position_nothing_is_asked(
    watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    watch.happened(key, change("0.5"))

    await looked_at(account, 0)
    assert account.asked == []


async def test_a_position_that_is_there_again_by_then_keeps_its_stop(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    account.amount = Decimal("0.1")

    watch.happened(key, change("0"))
    await looked_at(account, 2)

    assert await told(storage) == []


@pytest.mark.parametrize("part", [0, 1])
async def test_what_is_being_taken_back_is_not_offered(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey, clock: Any, part: int
) -> None:
    deed = deed_of(CancelUsdLeftover.of(STOP))
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, key_id=key.id,
            environment="sandbox", ticket_id="t", symbol="BTCUSDT", payload=deed.payload,
            kind=deed.kind.name, market="usdm", part=part, recv_window=5000, signed_at=clock(),
        )  # fmt: skip
        if part:  # what it follows
            await unit.orders.intend(
                client_order_id="first", user_id=ALICE, chat_id=ALICE, key_id=key.id,
                environment="sandbox", ticket_id="t", symbol="BTCUSDT", payload={},
                recv_window=5000, signed_at=clock(),
            )  # fmt: skip

    watch.happened(key, change("0"))
    await looked_at(account, 2)

    assert await told(storage) == []


@pytest.mark.parametrize(
    "other", [{"key_id": 99}, {"symbol": "ETHUSDT"}, {"market": "coinm"}], ids=str
)
async def test_an_order_is_offered_while_one_of_its_number_is_taken_back_elsewhere(
    storage: Storage, watch: LeftoverWatch, key: ApiKey, clock: Any, other: dict[str, Any]
) -> None:
    """Numbers count for themselves in each symbol, and others have orders too."""
    deed = deed_of(CancelUsdLeftover.of(STOP))
    place = {"key_id": key.id, "symbol": "BTCUSDT", "market": "usdm"} | other
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, environment="sandbox",
            ticket_id="t", payload=deed.payload, kind=deed.kind.name, recv_window=5000,
            signed_at=clock(), **place,
        )  # fmt: skip

    watch.happened(key, change("0"))

    assert "the stop 58,000 of BTCUSDT" in (await until(storage, 1))[0]


async def test_what_cannot_be_read_now_is_read_later(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    account.failures = [Unreachable("away")]

    watch.happened(key, change("0"))

    assert len(await until(storage, 1)) == 1


@pytest.mark.parametrize("failing", ["settled", "unreadable"])
async def test_a_contract_that_cannot_be_read_keeps_no_other_from_being_looked_at(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey, failing: str
) -> None:
    settled = NoSuchSymbol(-1121, "Invalid symbol.")
    account.refused["AAAUSDT"] = settled if failing == "settled" else Unreadable("no")

    watch.happened(key, change("0", "AAAUSDT"))
    watch.happened(key, change("0"))

    assert "BTCUSDT" in (await until(storage, 1))[0]
    asked = [one.symbol for one in account.asked if isinstance(one, futures.OpenAlgoOrders)]
    assert asked[0] == "AAAUSDT"


def placed(name: str) -> Any:
    algo = {
        "caid": name, "aid": 7, "at": "CONDITIONAL", "o": "STOP_MARKET", "s": "BTCUSDT",
        "S": "SELL", "ps": "BOTH", "f": "GTC", "q": "0", "X": "NEW", "tp": "58000", "p": "0",
        "V": "NONE", "wt": "MARK_PRICE", "pm": "NONE", "cp": True, "pP": False, "R": False,
    }  # fmt: skip
    return read("usdm", {"e": "ALGO_UPDATE", "T": 5, "E": 5, "o": algo}).order


async def test_a_stop_that_came_after_its_position_was_closed_is_told(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey, clock: Any
) -> None:
    account.waiting = []
    watch.happened(key, change("0"))
    await looked_at(account, 1)
    stop = futures.NewAlgoOrder(
        symbol="BTCUSDT", side="SELL", type="STOP_MARKET", trigger_price=58000, close_position=True
    )
    deed = deed_of(stop)
    async with storage.begin() as unit:
        await unit.orders.intend(
            client_order_id=deed.client_id, user_id=ALICE, chat_id=ALICE, key_id=key.id,
            environment="sandbox", ticket_id="t", symbol="BTCUSDT", payload=deed.payload,
            kind=deed.kind.name, market="usdm", recv_window=5000, signed_at=clock(),
        )  # fmt: skip
    account.waiting = [STOP]

    await watch.placed(key, placed(stop.client_algo_id))

    assert "• the stop 58,000 of BTCUSDT LONG" in (await until(storage, 1))[0]


async def test_what_others_place_before_they_open_a_position_is_their_concern(
    watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    await watch.placed(key, placed("web_1"))

    await looked_at(account, 0)
    assert account.asked == []


async def test_the_button_is_of_the_account_that_is_told_of(
    storage: Storage, watch: LeftoverWatch, key: ApiKey
) -> None:
    watch.happened(key, change("0"))
    await until(storage, 1)

    assert (await buttons(storage))[0] == f"lo:usdm:BTCUSDT:{key.id}"


async def buttons(storage: Storage) -> list[str]:
    """What the first message offers."""
    async with storage.read() as unit:
        message = await unit.outbox.get(1)
    assert message is not None
    assert message.keyboard is not None
    return [one["callback_data"] for one in message.keyboard[0]]


async def test_with_a_key_that_is_refused_nothing_is_asked_again(
    storage: Storage, watch: LeftoverWatch, account: Account, key: ApiKey
) -> None:
    account.failures = [BadKey(-2015, "Invalid API-key.")]

    watch.happened(key, change("0"))
    await looked_at(account, 1)

    assert await told(storage) == []
