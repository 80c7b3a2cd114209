"""From what people write after /buy, /sell, /bracket and /oco to what they want.

Forgiving in spelling and in the order of words, exact in meaning: what can be read in two ways,
or contradicts itself, is refused with a line that shows how it would be written right.

When selling, `tp` and `sl` are where the coins go. When buying, they are the exits of a bracket,
because what is not there yet has nothing to protect; `stop` and `touch` are what an order itself
waits for.
"""

from collections.abc import Sequence
from dataclasses import replace

from binance.models.order_terms import Side, TimeInForce
from binance.symbols import Symbols
from bot.ordering import amounts, clauses
from bot.ordering.clauses import Clauses
from bot.ordering.numbers import number
from bot.ordering.wishes import (
    AtMarket,
    Bracket,
    Kind,
    Limit,
    Loss,
    Oco,
    Profit,
    Stop,
    Touch,
    Trail,
    Triggered,
    Wish,
)
from bot.ordering.words import Words

_TIMES = {"gtc": TimeInForce.GTC, "ioc": TimeInForce.IOC, "fok": TimeInForce.FOK}


def parse(command: str, spoken: Sequence[str], symbols: Symbols) -> Wish:
    """Read the words after `buy`, `sell`, `bracket` or `oco`; `Misunderstood` says what is wrong.

    A bracket buys first, unless it begins with `sell`; a pair sells, unless it begins with `buy`.
    """
    words = Words(command, spoken, symbols=symbols)
    side = _side(command, words)
    found = clauses.read(words, symbols)
    if command == "oco":
        _name_ends(words, found)
    words.like("amount")
    info, amount = amounts.what(words, found.loose, symbols)
    return Wish(side, info, amounts.amount(words, amount, info), _kind(words, command, side, found))


def _side(command: str, words: Words) -> Side:
    if command == "bracket":
        return Side.SELL if words.accept("buy", "sell") == "sell" else Side.BUY
    if command == "oco":
        return Side.BUY if words.accept("buy", "sell") == "buy" else Side.SELL
    return Side.BUY if command == "buy" else Side.SELL


def _name_ends(words: Words, found: Clauses) -> None:
    """Take the last two bare words of `oco btc 0.1 65000 59000` as target and stop."""
    priced = found.price is not None and not found.by_limit
    if priced or found.triggers or found.trail is not None:
        return
    if len(found.loose) < 2:
        raise words.missing()
    target, stop = (number(words, word) for _, word in found.loose[-2:])
    del found.loose[-2:]
    found.triggers["stop"] = Triggered(stop, found.price)
    found.price, found.by_limit = target, False


def _kind(words: Words, command: str, side: Side, found: Clauses) -> Kind:
    if command == "bracket":
        return _bracket(words, found, loss_words=("sl", "stop"))
    if command == "oco":
        pair = _order(words, found)
        if not isinstance(pair, Oco):
            raise words.missing()
        return pair
    if side == Side.BUY and found.triggers.keys() & {"tp", "sl"}:
        return _bracket(words, found, loss_words=("sl",))
    return _order(words, found)


def _order(words: Words, found: Clauses) -> Kind:
    """One order, or the two of a pair."""
    loss = _loss(words, found, "stop", "sl")
    gain = _one(words, found, "touch", "tp")
    if found.price is not None and gain:
        words.like("pair")
        raise words.apart("@", gain)
    if loss is not None and (found.price is not None or gain):
        return _pair(words, found, loss, gain)
    if loss is not None:
        return _waiting(words, found, loss)
    if gain:
        trigger = found.triggers[gain]
        return _waiting(words, found, Touch(trigger.price, trigger.limit))
    return _limit(words, found) if found.price is not None else _at_market(words, found)


def _at_market(words: Words, found: Clauses) -> AtMarket:
    words.like("price" if found.iceberg is None else "iceberg")
    if found.iceberg is not None or set(found.flags) - {"market"}:
        raise words.missing()  # what speaks of waiting needs a price to wait at
    return AtMarket()


def _limit(words: Words, found: Clauses) -> Limit:
    assert found.price is not None
    words.like("price")
    flags = found.flags
    if len(flags) > 1:
        raise words.apart(flags[0], flags[1])
    if "market" in flags:
        raise words.apart("@", "market")
    if found.iceberg is not None and flags and flags[0] in {"ioc", "fok"}:
        words.like("iceberg")
        raise words.apart("iceberg", flags[0])
    time = _TIMES.get(flags[0], TimeInForce.GTC) if flags else TimeInForce.GTC
    return Limit(found.price, time, post="post" in flags, iceberg=found.iceberg)


def _waiting(words: Words, found: Clauses, trigger: Stop | Touch | Trail) -> Stop | Touch | Trail:
    """An order that waits to be triggered; how long it then lasts is said of those with a limit."""
    words.like("stop")
    name = "trail" if isinstance(trigger, Trail) else next(iter(found.triggers))
    if found.iceberg is not None:
        raise words.apart(name, "iceberg")
    for flag in found.flags:
        if flag == "post" or (flag == "market") == (trigger.limit is not None):
            raise words.apart(name if trigger.limit is None else "limit", flag)
    times = [flag for flag in found.flags if flag in _TIMES]
    if len(times) > 1:
        raise words.apart(times[0], times[1])
    return replace(trigger, time_in_force=_TIMES[times[0]]) if times else trigger


def _pair(words: Words, found: Clauses, loss: Loss, gain: str) -> Oco:
    words.like("pair")
    if gain == "touch":
        raise words.apart("touch", _name_of(found, loss))
    if more := [*found.flags, *(["iceberg"] if found.iceberg is not None else [])]:
        raise words.apart(_name_of(found, loss), more[0])
    profit = _profit(found.triggers[gain]) if gain else _resting(found)
    return Oco(profit, _unactivated(words, loss))


def _bracket(words: Words, found: Clauses, loss_words: tuple[str, ...]) -> Bracket:
    words.like("exits")
    if odd := found.triggers.keys() - {"tp", *loss_words}:
        raise words.apart(min(odd), min(found.triggers.keys() - odd, default="bracket"))
    loss = _loss(words, found, *loss_words)
    if found.price is None:
        raise words.without_price()
    if "tp" not in found.triggers and loss is None:
        raise words.missing()
    for flag in found.flags:
        if flag != "post":  # what is only partly filled would be left without its exits
            raise words.apart("tp" if "tp" in found.triggers else _name_of(found, loss), flag)
    profit = _profit(found.triggers["tp"]) if "tp" in found.triggers else None
    entry = Limit(found.price, post="post" in found.flags, iceberg=found.iceberg)
    return Bracket(entry, profit, None if loss is None else _unactivated(words, loss))


def _loss(words: Words, found: Clauses, *names: str) -> Loss | None:
    name = _one(words, found, *names)
    if name and found.trail is not None:
        words.like("trail")
        raise words.apart("trail", name)
    if name:
        return Stop(found.triggers[name].price, found.triggers[name].limit)
    return found.trail


def _one(words: Words, found: Clauses, *names: str) -> str:
    """Which of two words for the same was said; empty for none."""
    said = [name for name in names if name in found.triggers]
    if len(said) > 1:
        raise words.apart(*said)
    return said[0] if said else ""


def _profit(trigger: Triggered) -> Profit:
    """Where a pair takes its profit: an order in the book, unless it has a limit beside it."""
    if trigger.limit is None:
        return Limit(trigger.price)
    return Touch(trigger.price, trigger.limit)


def _resting(found: Clauses) -> Limit:
    assert found.price is not None
    return Limit(found.price)


def _unactivated(words: Words, loss: Loss) -> Loss:
    """Within a pair the market is followed from the beginning."""
    if isinstance(loss, Trail) and loss.activation is not None:
        raise words.apart("trail", "from")
    return loss


def _name_of(found: Clauses, loss: Loss | None) -> str:
    if isinstance(loss, Trail):
        return "trail"
    return next((name for name in ("stop", "sl") if name in found.triggers), "stop")
