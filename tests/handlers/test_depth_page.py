"""An order book in the chat, to the letter."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.models.exchange import SymbolInfo
from binance.models.market import Level, OrderBook
from binance.streams.books import LocalBook
from bot.i18n import LANGUAGES, Say
from handlers.views import depth as view

EN = Say("en")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def levels(*rows: tuple[str, str]) -> tuple[Level, ...]:
    return tuple(Level(Decimal(price), Decimal(qty)) for price, qty in rows)


def book(*, limit: int = 5000, age: float = 0.0, synced: bool = True) -> LocalBook:
    seconds = iter((0.0,))
    made = LocalBook(
        OrderBook(
            last_update_id=7,
            bids=levels(("67123.39", "1"), ("67101", "0.5"), ("66800", "20")),
            asks=levels(("67123.40", "0.2"), ("67170", "2"), ("69000", "100")),
        ),
        limit=limit,
        now=lambda: next(seconds, age),
    )
    made.synced = synced
    return made


def test_an_order_book_is_its_best_offers_a_ladder_and_its_depth(btcusdt: SymbolInfo) -> None:
    page = view.depth(EN, btcusdt, book(), now=NOON)

    assert page.text == (
        "📚 <b>BTCUSDT</b> · order book\n"
        "Bid 67,123.39 · Ask 67,123.4\n"
        "Spread 0.01 (0.000%)\n"
        "<pre>"
        "      69,000 ████████    6.90M\n"
        "      67,180 █         134.36K\n"
        "      67,140 █          13.43K\n"
        "──────────────────────────────\n"
        "      67,120 █          67.12K\n"
        "      67,100 █          33.55K\n"
        "      66,800 ██          1.34M</pre>\n"
        "Bars: USDT at each price\n"
        "Up 1%: buying for 147.76K USDT\n"
        "Down 1%: selling for 1.44M USDT\n"
        "Live at 12:00:00 UTC"
    )
    data = [one.data for line in page.buttons for one in line]
    assert data == ["depth:BTCUSDT", "card:BTCUSDT"]


def test_what_a_cut_snapshot_does_not_show_is_not_guessed(btcusdt: SymbolInfo) -> None:
    text = view.depth(EN, btcusdt, book(limit=3), now=NOON).text

    assert "Up 1%: buying for 147.76K USDT" in text
    assert "Down 1%: selling for more than 1.44M USDT" in text


@pytest.mark.parametrize(
    ("age", "synced", "told"),
    [
        (9.0, True, "Live at 12:00:00 UTC"),
        (120.0, True, "Live, unchanged for 2 minutes"),
        (5.0, False, "As it was at 11:59:55 UTC"),
    ],
)
def test_it_is_told_of_when_it_is(
    btcusdt: SymbolInfo, age: float, told: str, *, synced: bool
) -> None:
    shown = view.depth(EN, btcusdt, book(age=age, synced=synced), now=NOON)

    assert shown.text.endswith(told)


def test_a_side_on_which_nothing_lies_is_said(btcusdt: SymbolInfo) -> None:
    empty = LocalBook(OrderBook(last_update_id=1, bids=(), asks=()), limit=10)

    assert "One side is empty" in view.depth(EN, btcusdt, empty, now=NOON).text


prices = st.decimals(Decimal("1e-8"), Decimal("1e6"), places=8)
sides = st.lists(prices, min_size=1, max_size=30, unique=True).map(sorted)


@given(sides, st.integers(1, 29), st.integers(1, 40), st.sampled_from(sorted(LANGUAGES)))
def test_any_book_can_be_shown(found: list[Decimal], cut: int, limit: int, language: str) -> None:
    info = SymbolInfo.model_validate(
        {
            "symbol": "BTCUSDT", "status": "TRADING", "baseAsset": "BTC", "baseAssetPrecision": 8,
            "quoteAsset": "USDT", "quoteAssetPrecision": 8, "orderTypes": ["LIMIT"],
            "quoteOrderQtyMarketAllowed": True, "isSpotTradingAllowed": True, "filters": [],
        }
    )  # fmt: skip
    one = Decimal(1)
    bids = tuple(Level(price, one) for price in reversed(found[:cut]))
    asks = tuple(Level(price, one) for price in found[cut:])
    shown = LocalBook(OrderBook(last_update_id=1, bids=bids, asks=asks), limit=limit)

    text = view.depth(Say(language), info, shown, now=NOON).text

    assert len(text) < 1_500
    assert text.count("█\n") + text.count("█ ") <= 10
