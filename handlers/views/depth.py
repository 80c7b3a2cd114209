"""An order book as people read it: best offers, the levels around them, and how deep it is."""

from datetime import datetime, timedelta
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.market import Level
from binance.streams.books import Ladder, LocalBook
from bot.i18n import Html, Say, lines
from bot.text import clock, lasting, number, volume
from handlers.page import Button, Page

ROWS = 5  # on each side
_SPAN = Decimal("0.0025")  # how far they may lie from the best price
_CELLS = 8
_MOVE = Decimal("0.01")
_STILL = 10.0  # seconds without a change after which that is worth a word


def depth(say: Say, info: SymbolInfo, book: LocalBook, *, now: datetime) -> Page:
    symbol = info.symbol
    return Page(
        lines(
            say("📚 <b>{symbol}</b> · order book", symbol=symbol),
            *_shown(say, info, book),
            _as_of(say, book, now),
        ),
        (
            (
                Button(say("🔄 Refresh"), f"depth:{symbol}"),
                Button(say("💰 Price"), f"card:{symbol}"),
            ),
        ),
    )


def _shown(say: Say, info: SymbolInfo, book: LocalBook) -> list[Html]:
    bid, ask = book.best_bid, book.best_ask
    if bid is None or ask is None:
        return [say("One side is empty: nobody buys, or nobody sells.")]
    spread = ask.price - bid.price
    return [
        say("Bid {bid} · Ask {ask}", bid=number(bid.price), ask=number(ask.price)),
        say(
            "Spread {spread} ({share}%)",
            spread=number(spread), share=f"{spread / ask.price * 100:.3f}",
        ),
        _ladder(book, info),
        say("Bars: {asset} at each price", asset=info.quote_asset),
        say("Up 1%: buying for {money}", money=_money(say, info, book.asks)),
        say("Down 1%: selling for {money}", money=_money(say, info, book.bids)),
    ]  # fmt: skip


def _money(say: Say, info: SymbolInfo, side: Ladder) -> str:
    """What it takes to move the price; a snapshot may end before."""
    worth = side.worth_within(_MOVE)
    shown = f"{volume(worth.quote_qty)} {info.quote_asset}"
    return shown if worth.complete else say("more than {money}", money=shown)


def _ladder(book: LocalBook, info: SymbolInfo) -> Html:
    step = _step(book, info)
    asks, bids = (side.grouped(step, ROWS) for side in (book.asks, book.bids))
    most = max((price * qty for price, qty in (*asks, *bids)), default=Decimal(1))
    digits = max(0, -int(step.normalize().as_tuple().exponent))
    rows = [_row(level, most, digits) for level in (*reversed(asks), *bids)]
    rows.insert(len(asks), "─" * max(map(len, rows), default=0))
    return Html(f"<pre>{chr(10).join(rows)}</pre>")


def _row(level: Level, most: Decimal, digits: int) -> str:
    worth = level.price * level.qty
    bar = "█" * max(1, round(_CELLS * worth / most))
    return f"{level.price:>12,.{digits}f} {bar:<{_CELLS}} {volume(worth):>8}"


def _step(book: LocalBook, info: SymbolInfo) -> Decimal:
    """A round step of price, so that all rows lie near the best one, and within what is known."""
    tick = info.price_filter.tick_size if info.price_filter else Decimal("1e-8")
    spans = [_reach(side) for side in (book.bids, book.asks)]
    return max(_round(min(spans) / ROWS), tick)


def _reach(side: Ladder) -> Decimal:
    best = side.best
    assert best is not None
    span = best.price * _SPAN
    return span if side.reach is None else min(span, abs(best.price - side.reach))


def _round(value: Decimal) -> Decimal:
    """The next smaller of 1, 2 and 5 times a power of ten."""
    power = Decimal(1).scaleb(value.adjusted())
    return power * max((n for n in (1, 2, 5) if power * n <= value), default=0)


def _as_of(say: Say, book: LocalBook, now: datetime) -> Html:
    """Whether it is the book of now, or of which moment."""
    if not book.synced:
        return say("As it was at {time}", time=clock(now - timedelta(seconds=book.age)))
    if book.age > _STILL:
        return say("Live, unchanged for {time}", time=lasting(say, book.age))
    return say("Live at {time}", time=clock(now))
