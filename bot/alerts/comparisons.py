"""The comparisons that can be written: one function for each kind, from words to a term."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from binance.models.market import Interval
from bot.alerts import quantities
from bot.alerts.conditions import (
    Average,
    Change,
    Funding,
    Gap,
    Move,
    Near,
    Ratio,
    Relation,
    Rsi,
    Term,
    Volume,
)
from bot.alerts.subjects import Subject
from bot.alerts.words import Words

_RELATIONS = {
    Relation.ABOVE: (">", "above", "over", "gt"),
    Relation.BELOW: ("<", "below", "under", "lt"),
    Relation.AT_LEAST: (">=", "=>", "≥", "gte"),
    Relation.AT_MOST: ("<=", "=<", "≤", "lte"),
}
_RELATION = {word: relation for relation, words in _RELATIONS.items() for word in words}
_CROSS = ("crosses", "cross", "crossing")
_UP = ("up", "above", "over")
_DOWN = ("down", "below", "under")
_TOUCHES = ("=", "at", "reaches", "hits", "touches")  # from which side is not said
_RISES = ("up", "rises")
_FALLS = ("down", "falls", "drops")
_EXTREMES: dict[str, Literal["low", "high"]] = {"low": "low", "high": "high"}
_AVERAGES: dict[str, Literal["ema", "sma"]] = {"ema": "ema", "sma": "sma"}


def _relation(words: Words) -> Relation:
    if words.accept(*_CROSS):
        if words.accept(*_UP):
            return Relation.CROSSES_UP
        return Relation.CROSSES_DOWN if words.accept(*_DOWN) else Relation.CROSSES
    word = words.take()
    if word.lower() == "at" and (bound := words.accept("least", "most")):
        return Relation.AT_LEAST if bound == "least" else Relation.AT_MOST
    if word.lower() not in _RELATION:
        raise words.odd(word)
    return _RELATION[word.lower()]


def _price(words: Words, subject: Subject) -> Term:
    """`> 70000`, `crosses up 4000`, `> ema 200 4h`"""
    market = subject.market()
    pair = f"{market.symbol}/{market.by}" if isinstance(market, Ratio) else market.symbol
    sign = "crosses" if words.peek() in _TOUCHES else ">"
    words.like(f"{pair} {sign} {quantities.meant(words)}")
    relation = _relation(words)
    if words.peek() in _AVERAGES:
        symbol = subject.symbol()
        words.like(f"{symbol} > ema 200 4h")
        candles = _Candles()
        return candles.gap(symbol, None, relation, _average(words, candles))
    return Term(measure=market, relation=relation, level=quantities.price(words))


def _signed(words: Words, subject: Subject) -> Term:
    """`+5% 1h`, `-3% 15m`"""
    symbol = subject.symbol()
    words.like(f"{symbol} +5% 1h")
    level = quantities.change(words)
    return _changed(symbol, _within(words), level)


def _rises_or_falls(words: Words, subject: Subject) -> Term:
    """`up 5% in 1h`, `down 3% 15m`"""
    symbol = subject.symbol()
    falls = words.take().lower() in _FALLS
    words.like(f"{symbol} {'down' if falls else 'up'} 5% in 1h")
    percent, window = _percent_and_window(words, most=100 if falls else 1000)
    return _changed(symbol, window, -percent if falls else percent)


def _changed(symbol: str, window: timedelta, level: Decimal) -> Term:
    relation = Relation.AT_LEAST if level > 0 else Relation.AT_MOST
    return Term(measure=Change(symbol=symbol, window=window), relation=relation, level=level)


def _moves(words: Words, subject: Subject) -> Term:
    """`moves 2% 5m`"""
    symbol = subject.symbol()
    words.like(f"{symbol} moves 2% 5m")
    words.take()
    percent, window = _percent_and_window(words)
    measure = Move(symbol=symbol, window=window)
    return Term(measure=measure, relation=Relation.AT_LEAST, level=percent)


def _volume(words: Words, subject: Subject) -> Term:
    """`volume x5 15m`"""
    symbol = subject.symbol()
    words.like(f"{symbol} volume x5 15m")
    words.take()
    level = quantities.times(words)
    measure = Volume(symbol=symbol, window=_within(words))
    return Term(measure=measure, relation=Relation.AT_LEAST, level=level)


def _near(words: Words, subject: Subject) -> Term:
    """`near low 24h 1%`"""
    symbol = subject.symbol()
    words.like(f"{symbol} near low 24h 1%")
    words.take()
    extreme = words.take().lower()
    if extreme not in _EXTREMES:
        raise words.odd(extreme)
    percent, window = _percent_and_window(words)
    measure = Near(symbol=symbol, extreme=_EXTREMES[extreme], window=window)
    return Term(measure=measure, relation=Relation.AT_MOST, level=percent)


def _funding(words: Words, subject: Subject) -> Term:
    """`funding > 0.05%`"""
    symbol = subject.perpetual()
    words.like(f"{symbol} funding > 0.05%")
    words.take()
    relation = _relation(words)
    return Term(measure=Funding(symbol=symbol), relation=relation, level=quantities.rate(words))


def _rsi(words: Words, subject: Subject) -> Term:
    """`rsi 14 1h < 30`, `rsi < 30`, `rsi 4h live > 70`"""
    symbol = subject.symbol()
    words.like(f"{symbol} rsi 14 1h < 30")
    words.take()
    candles = _Candles()
    candles.read(words)
    length = quantities.length(words, 200) if words.peek()[:1].isdigit() else 14
    candles.read(words)
    relation = _relation(words)
    level = quantities.strength(words)
    candles.read(words)
    measure = Rsi(symbol=symbol, interval=candles.interval, length=length, live=candles.live)
    return Term(measure=measure, relation=relation, level=level)


def _averages(words: Words, subject: Subject) -> Term:
    """`ema 50 crosses ema 200 4h`"""
    symbol = subject.symbol()
    words.like(f"{symbol} ema 50 crosses ema 200 4h")
    candles = _Candles()
    fast = _average(words, candles)
    relation = _relation(words)
    slow = _average(words, candles)
    if fast == slow:
        raise words.apart(f"{fast.kind} {fast.length}", f"{slow.kind} {slow.length}")
    return candles.gap(symbol, fast, relation, slow)


class _Candles:
    """Which candles an indicator is made of; said before or behind what it is compared with."""

    def __init__(self) -> None:
        self._interval: Interval | None = None
        self.live = False

    @property
    def interval(self) -> Interval:
        return self._interval or Interval.H1

    def read(self, words: Words) -> None:
        while True:
            if words.accept("live"):
                self.live = True
            elif quantities.CANDLES.fullmatch(words.peek()):
                self._agree(words, quantities.interval(words))
            else:
                return

    def gap(self, symbol: str, fast: Average | None, relation: Relation, slow: Average) -> Term:
        measure = Gap(symbol=symbol, interval=self.interval, fast=fast, slow=slow, live=self.live)
        return Term(measure=measure, relation=relation, level=Decimal(0))

    def _agree(self, words: Words, interval: Interval) -> None:
        if self._interval not in {None, interval}:
            raise words.apart(str(self._interval), interval)
        self._interval = interval


def _average(words: Words, candles: _Candles) -> Average:
    kind = words.take()
    if kind.lower() not in _AVERAGES:
        raise words.odd(kind)
    average = Average(kind=_AVERAGES[kind.lower()], length=quantities.length(words, 500))
    candles.read(words)
    return average


def _percent_and_window(words: Words, most: int = 1000) -> tuple[Decimal, timedelta]:
    """`5% 1h`, `5% in 1h`, `1h 5%`"""
    if quantities.SPAN.fullmatch(words.peek()):
        window = quantities.span(words)
        return quantities.percent(words, most), window
    return quantities.percent(words, most), _within(words)


def _within(words: Words) -> timedelta:
    words.accept("in", "within")
    return quantities.span(words)


_KINDS: dict[str, Callable[[Words, Subject], Term]] = {
    **dict.fromkeys((*_RISES, *_FALLS), _rises_or_falls),
    **dict.fromkeys(("moves", "move"), _moves),
    "volume": _volume,
    "near": _near,
    "funding": _funding,
    "rsi": _rsi,
    **dict.fromkeys(_AVERAGES, _averages),
}

_FIRST = {*_RELATION, *_CROSS, "at", "rsi", "funding"}


def begins(words: Words, ahead: int = 0) -> bool:
    """Whether a comparison begins here, and not the name of a symbol.

    Some coins are called like our words: `near > 5` and `move moves 2% 5m` are about coins.
    """
    word = words.peek(ahead)
    if word in _FIRST or quantities.SIGNED.match(word):
        return True
    return word in _KINDS and (ahead > 1 or not begins(words, ahead + 1))


def read(words: Words, subject: Subject) -> Term:
    while words.accept("price", "is", "goes", "trades"):
        pass
    if quantities.SIGNED.match(words.peek()) or words.peek().endswith("%"):
        return _signed(words, subject)
    return _KINDS.get(words.peek(), _price)(words, subject)
