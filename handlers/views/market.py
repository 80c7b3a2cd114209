"""Prices, the last 24 hours, the card of a symbol, the caption of a chart."""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.market import Interval, Kline, Ticker24h
from binance.streams.board import BoardRow, Offers
from bot.i18n import Html, Say, lines
from bot.refusals import Misunderstood
from bot.text import change_mark, clock, lasting, number, percent, volume
from handlers.page import Button, Page
from handlers.parse import INTERVALS

OLD = 5.0  # seconds from which on it is told how old an offer is


def prices(
    say: Say, rows: Sequence[BoardRow], offers: Offers | None = None, *, now: float = 0.0
) -> Page:
    """One line a symbol; one symbol alone has its best bid and ask below."""
    below = None if offers is None else _offers_line(say, offers, now)
    text = lines(*(_price_line(say, row) for row in rows), below)
    symbols = ",".join(row.symbol for row in rows)
    fits = len(symbols.encode()) < 50
    buttons = [Button(say("🔄 Refresh"), f"price:{symbols}")] if fits else []
    if len(rows) == 1:
        buttons.append(Button(say("📈 Chart"), f"chart:{rows[0].symbol}:1h:new"))
    return Page(text, (buttons,))


def with_unknown(
    say: Say, known: Page, unknown: Sequence[tuple[Misunderstood, Sequence[SymbolInfo]]]
) -> Page:
    """Below prices: each word that names no symbol, and a button for each that may be meant."""
    said = (say(why.text, **why.values) for why, _ in unknown)
    meant = dict.fromkeys(info.symbol for _, alike in unknown for info in alike)
    buttons = [Button(symbol, f"card:{symbol}") for symbol in meant]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return Page(lines(known.text or None, *said), (*known.buttons, *rows))


def _price_line(say: Say, row: BoardRow) -> Html:
    return say(
        "<b>{symbol}</b>  {price}  {mark} {change}",
        symbol=row.symbol, price=number(row.close),
        mark=change_mark(row.change_percent), change=percent(row.change_percent),
    )  # fmt: skip


def _offers_line(say: Say, offers: Offers, now: float) -> Html:
    shown = _bid_and_ask(say, offers.bid, offers.ask)
    if (age := now - offers.received_at) < OLD:
        return shown
    return say("{offers}, {age} ago", offers=shown, age=lasting(say, age))


def card(say: Say, info: SymbolInfo, row: BoardRow) -> Page:
    """Everything one does with a symbol, a tap away."""
    symbol = info.symbol
    return Page(
        lines(
            say(
                "<b>{symbol}</b>  {price} {quote}",
                symbol=symbol,
                price=number(row.close),
                quote=info.quote_asset,
            ),
            _change(say, row.change_percent),
            _range(say, row.low, row.high),
            say("Updated {time}", time=clock(row.event_time)),
        ),
        (
            (
                Button(say("📈 Chart"), f"chart:{symbol}:1h:new"),
                Button(say("📚 Depth"), f"depth:{symbol}"),
                Button(say("🔄 Refresh"), f"card:{symbol}"),
            ),
            (
                Button(say("🟢 Buy"), f"ask:buy:{symbol}", style="success"),
                Button(say("🔴 Sell"), f"ask:sell:{symbol}", style="danger"),
                Button(say("🔔 Alert"), f"ask:alert:{symbol}"),
            ),
        ),
    )


def ticker(say: Say, info: SymbolInfo, day: Ticker24h) -> Page:
    return Page(
        lines(
            say("<b>{symbol}</b> · last 24 hours", symbol=day.symbol),
            say("Price {price} {quote}", price=number(day.last_price), quote=info.quote_asset),
            _change(say, day.price_change_percent),
            _range(say, day.low_price, day.high_price),
            _bid_and_ask(say, day.bid_price, day.ask_price),
            say(
                "Volume {base} {asset} · {quote} {money}",
                base=volume(day.volume), asset=info.base_asset,
                quote=volume(day.quote_volume), money=info.quote_asset,
            ),
            say.many("{n} trade", "{n} trades", day.count),
        ),
        (
            (
                Button(say("📈 Chart"), f"chart:{day.symbol}:1h:new"),
                Button(say("🔄 Refresh"), f"ticker:{day.symbol}"),
            ),
        ),
    )  # fmt: skip


def chart(say: Say, info: SymbolInfo, interval: Interval, candles: Sequence[Kline]) -> Page:
    """The words under a picture, and the buttons that change its interval in place."""
    first, last = candles[0], candles[-1]
    change = (last.close - first.open) / first.open * 100 if first.open else Decimal(0)
    caption = say(
        "<b>{symbol}</b> · {interval} · {price} {quote}  {mark} {change} in this picture",
        symbol=info.symbol, interval=interval, price=number(last.close), quote=info.quote_asset,
        mark=change_mark(change), change=percent(change),
    )  # fmt: skip
    buttons = [
        Button(f"• {one} •" if one == interval else one, f"chart:{info.symbol}:{one}")
        for one in INTERVALS
    ]
    return Page(caption, (buttons[:5], buttons[5:]))


def _change(say: Say, change: Decimal) -> Html:
    return say("{mark} {change} in 24 hours", mark=change_mark(change), change=percent(change))


def _bid_and_ask(say: Say, bid: Decimal, ask: Decimal) -> Html:
    return say("Bid {bid} · Ask {ask}", bid=number(bid), ask=number(ask))


def _range(say: Say, low: Decimal, high: Decimal) -> Html:
    return say("Low {low} · High {high}", low=number(low), high=number(high))
