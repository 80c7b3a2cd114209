"""Books that many ask for: one stream and one snapshot each, for as long as somebody wants them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pydantic
import pytest

from binance import Hosts, Priority
from binance.errors import NoSuchSymbol, NotAvailable
from binance.models.order_terms import Side
from binance.public import futures as usdm
from binance.public import spot
from binance.streams.books import SPOT, USD_M, BookMarket, Books
from binance.streams.events import Resumed
from binance.streams.market import MarketStreams
from tests.support.book_feed import TrueBook, sides_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

pytestmark = pytest.mark.virtual_time

BTC, ETH = "BTCUSDT", "ETHUSDT"


class Pretended:
    """The client's door and its streams: `heard` are the streams that somebody listens to."""

    def __init__(self, market: BookMarket = SPOT) -> None:
        venue: Any = "spot" if market is SPOT else "usdm"
        self.true = {name: TrueBook(venue, seed=3, symbol=name) for name in (BTC, ETH)}
        self.asked: list[tuple[Any, str, Priority | None]] = []
        self.subscribed = 0
        self.heard: dict[str, list[asyncio.Queue[object]]] = defaultdict(list)

    async def send(self, request: Any, *, owner: str = "", priority: Priority | None = None) -> Any:
        self.asked.append((request, owner, priority))
        await asyncio.sleep(0.2)
        if request.symbol not in self.true:
            raise NoSuchSymbol(-1121, "Invalid symbol.")
        return self.true[request.symbol].snapshot(request.limit)

    async def subscribe(self, subscription: Any) -> AsyncGenerator[object]:
        queue: asyncio.Queue[object] = asyncio.Queue()
        queue.put_nowait(Resumed())
        self.subscribed += 1
        self.heard[subscription.stream].append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self.heard[subscription.stream].remove(queue)

    async def happens(self, *symbols: str, lost: bool = False) -> None:
        """Let something change in each book, and tell of it unless it gets lost."""
        for symbol in symbols:
            event = self.true[symbol].event()
            for queue in self.heard[f"{symbol.lower()}@depth@100ms"] if not lost else ():
                queue.put_nowait(event)
        await asyncio.sleep(0.1)

    @property
    def listening(self) -> int:
        return sum(map(len, self.heard.values()))


@asynccontextmanager
async def lending(pretended: Pretended, **more: Any) -> AsyncIterator[Books]:
    books = Books(pretended, pretended, **more)  # type: ignore[arg-type]  # as much as it needs
    task = asyncio.ensure_future(books.run())
    try:
        yield books
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_all_who_ask_share_one_stream_and_one_snapshot() -> None:
    pretended = Pretended()
    async with lending(pretended) as books:
        first, *others = await asyncio.gather(*(books.book(BTC) for _ in range(50)))

        assert all(other is first for other in others)
        assert sides_of(first) == pretended.true[BTC].sides
        assert (pretended.subscribed, len(pretended.asked)) == (1, 1)


async def test_a_book_is_read_in_decimals() -> None:
    pretended = Pretended()
    async with lending(pretended) as books:
        book = await books.book(BTC)
        assert book.best_bid is not None
        assert book.best_ask is not None
        fill = book.fill_quote(Side.BUY, book.best_ask.price * book.best_ask.qty / 2)

    assert fill.slippage == 0
    assert fill.avg_price == book.best_ask.price


async def test_a_book_lingers_after_the_last_one_who_asked_and_then_costs_nothing() -> None:
    pretended = Pretended()
    async with lending(pretended, linger=60) as books:
        book = await books.book(BTC)
        await asyncio.sleep(59)
        assert books.at_hand(BTC) is book
        assert await books.book(BTC) is book
        await asyncio.sleep(59)
        assert pretended.listening == 1
        await asyncio.sleep(2)

        assert books.at_hand(BTC) is None
        assert pretended.listening == 0
        assert await books.book(BTC) is not book
        assert pretended.subscribed == 2


async def test_whoever_waits_long_is_not_left_alone() -> None:
    pretended = Pretended()
    snapshot = asyncio.Event()
    send = pretended.send

    async def late(request: Any, **more: Any) -> Any:
        await snapshot.wait()
        return await send(request, **more)

    pretended.send = late  # type: ignore[method-assign]  # a door that opens late
    async with lending(pretended, linger=5) as books:
        waiting = asyncio.ensure_future(books.book(BTC))
        await asyncio.sleep(100)
        snapshot.set()

        assert (await waiting).synced


async def test_a_gap_in_one_book_is_no_other_books_affair() -> None:
    pretended = Pretended()
    async with lending(pretended) as books:
        bitcoin, ether = await books.book(BTC), await books.book(ETH)
        await pretended.happens(BTC, ETH)
        await pretended.happens(BTC, lost=True)
        await pretended.happens(BTC, ETH)

        assert books.at_hand(BTC) is None
        assert not bitcoin.synced
        assert books.at_hand(ETH) is ether
        assert sides_of(ether) == pretended.true[ETH].sides
        assert sides_of(await books.book(BTC)) == pretended.true[BTC].sides
        assert [request.symbol for request, _, _ in pretended.asked] == [BTC, ETH, BTC]


async def test_a_snapshot_is_paid_by_who_wants_it_and_waits_behind_others_if_nobody_does() -> None:
    pretended = Pretended()
    async with lending(pretended, limit=1000) as books:
        await books.book(BTC, owner="alice")
        await pretended.happens(BTC)
        await pretended.happens(BTC, lost=True)
        await pretended.happens(BTC)
        await asyncio.sleep(5)

        assert books.at_hand(BTC) is not None
    wanted = spot.Depth(symbol=BTC, limit=1000)
    assert wanted.cost == 50
    assert pretended.asked == [(wanted, "alice", Priority.NORMAL), (wanted, "alice", Priority.LOW)]


async def test_of_usd_m_it_is_the_same() -> None:
    pretended = Pretended(USD_M)
    async with lending(pretended, market=USD_M) as books:
        book = await books.book(BTC)
        for _ in range(20):
            await pretended.happens(BTC)

        assert sides_of(book) == pretended.true[BTC].sides
    assert [request for request, _, _ in pretended.asked] == [usdm.Depth(symbol=BTC, limit=1000)]


async def test_a_symbol_that_is_not_listed_is_refused_each_time() -> None:
    pretended = Pretended()
    async with lending(pretended) as books:
        for _ in range(2):
            with pytest.raises(NoSuchSymbol):
                await books.book("NOSUCH")

        assert books.at_hand("NOSUCH") is None


@pytest.mark.parametrize(
    ("symbol", "refusal"), [(BTC, NotAvailable), ("BTC/USDT", pydantic.ValidationError)]
)
async def test_who_asks_for_what_cannot_be_hears_of_it_and_nobody_else_does(
    symbol: str, refusal: type[Exception]
) -> None:
    pretended = Pretended()
    nowhere = MarketStreams(Hosts.market_data_only())
    books = Books(pretended, nowhere, USD_M)
    running = asyncio.ensure_future(books.run())

    with pytest.raises(refusal):
        await books.book(symbol)

    await asyncio.sleep(1)
    assert not running.done()
    running.cancel()
    await asyncio.wait([running])
