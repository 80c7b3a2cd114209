"""The candles that a tape of trades makes, as REST tells them and as the stream does."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from alert_world.history import Tape
from alert_world.kinds import LENGTHS
from binance.models.market import Interval, Kline
from binance.public import spot

_NOTHING = "0"
_LEAST = timedelta(milliseconds=1)


def answer(request: spot.Klines, tape: Tape, known: datetime) -> list[Kline]:
    """Candles from the first trade on, the one that is open included."""
    if not tape:
        return []
    length = LENGTHS[request.interval]
    first, last = opening(tape[0].time, length), opening(known, length)
    if isinstance(request.end_time, datetime):
        last = min(last, opening(request.end_time, length))
    if isinstance(request.start_time, datetime):
        first = max(first, opening(request.start_time + length - _LEAST, length))
    else:
        first = max(first, last - (request.limit - 1) * length)
    count = min((last - first) // length + 1, request.limit)
    return [Kline.model_validate(_row(tape, first + n * length, length)) for n in range(count)]


def told(symbol: str, interval: Interval, tape: Tape, now: datetime, *, closed: bool) -> Any:
    """How the open candle stands, or the one that has just `closed`, as the stream spells it."""
    length = LENGTHS[interval]
    begun = opening(now, length) - (length if closed else timedelta(0))
    row = _row(tape, begun, length)
    values = dict(zip("tohlcvTqnVQ", row, strict=True))
    ids = [one.agg_trade_id for one in _inside(tape, begun, length)] or [-1]
    more = {"s": symbol, "i": interval.value, "f": ids[0], "L": ids[-1], "x": closed}
    candle = {key: str(one) if isinstance(one, Decimal) else one for key, one in values.items()}
    return {"e": "kline", "E": _ms(now), "s": symbol, "k": candle | more}


def is_traded(tape: Tape, begun: datetime, length: timedelta) -> bool:
    return bool(_inside(tape, begun, length))


def opening(at: datetime, length: timedelta) -> datetime:
    """When the candle began that is open at a moment."""
    since = at - datetime.fromtimestamp(0, UTC)
    return at - since % length


def _inside(tape: Tape, begun: datetime, length: timedelta) -> Tape:
    return tape[_place(tape, begun) : _place(tape, begun + length)]


def _place(tape: Tape, at: datetime) -> int:
    return bisect_left(tape, at, key=lambda one: one.time)


def _row(tape: Tape, begun: datetime, length: timedelta) -> list[Any]:
    """One without trades stays where the price was."""
    inside = _inside(tape, begun, length)
    before = max(_place(tape, begun) - 1, 0)
    prices = [one.price for one in inside or tape[before : before + 1]]
    return [
        _ms(begun), prices[0], max(prices), min(prices), prices[-1],
        sum((one.qty for one in inside), Decimal(0)), _ms(begun + length) - 1,
        _NOTHING, len(inside), _NOTHING, _NOTHING,
    ]  # fmt: skip


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
