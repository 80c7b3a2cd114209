"""What people wish for in a schedule: levels that will be touched, just passed, or just missed."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from pretend_market import BEGUN

from alert_world.schedule import Act, Ask, Deeds, Trade
from bot.alerts.conditions import Change, Options, Price, Relation, Term, Wish

_AHEAD = 90.0  # seconds of the future that levels are chosen from
_PLAIN = (Relation.ABOVE, Relation.BELOW)
STATES = (*_PLAIN, Relation.AT_LEAST, Relation.AT_MOST)
CROSSINGS = (Relation.CROSSES, Relation.CROSSES_UP, Relation.CROSSES_DOWN)
RISES = {Relation.ABOVE, Relation.AT_LEAST, Relation.CROSSES_UP}
_DEEDS: tuple[Deeds, ...] = ("delete", "pause", "snooze", "rearm", "rearm", "edit")


class Wishes:
    """Draws what is wished for of some trades.

    `plain` ones are of one price, and fire once; several symbols in one only if `joint`.
    """

    def __init__(self, rng: Random, trades: Sequence[Trade], *, plain: bool, joint: bool) -> None:
        self._rng, self._plain, self._joint = rng, plain, joint
        self._symbols = sorted({one.symbol for one in trades})
        self._trades = {
            symbol: [one for one in trades if one.symbol == symbol] for symbol in self._symbols
        }
        self._times = {name: [one.at for one in made] for name, made in self._trades.items()}

    def asks(self, users: Sequence[int], seconds: float) -> Iterator[Ask]:
        for _ in range(self._rng.randint(4, 20)):
            at = self._rng.uniform(0.2, seconds * 0.8)
            yield Ask(at, self._rng.choice(users), self.wish(at))

    def acts(self, asked: Sequence[Ask]) -> Iterator[Act]:
        """What people do with their alerts later."""
        for one in asked:
            while self._rng.random() < (0.2 if self._plain else 0.5):
                at = one.at + self._rng.uniform(1.0, 60.0)
                deed = "delete" if self._plain else self._rng.choice(_DEEDS)
                lasting = self._rng.choice((3.0, 20.0, 60.0))
                yield Act(at, one.user, deed, lasting, self.wish(at))

    def wish(self, at: float) -> Wish:
        if self._plain:
            return Wish(condition=(self._price(at, _PLAIN),))
        terms = [self._price(at, (*STATES, *CROSSINGS))]
        what = self._rng.random()
        if what < 0.2:
            terms = [self._change(at)]
        elif what < 0.45:
            symbols = self._symbols if self._joint else [terms[0].measure.symbol]
            terms.append(self._price(at, STATES, symbols))
        return Wish(condition=tuple(terms), options=self._options(at))

    def _price(self, at: float, relations: Sequence[Relation], symbols: Sequence[str] = ()) -> Term:
        symbol = self._rng.choice(symbols or self._symbols)
        relation = self._rng.choice(relations)
        prices = self._ahead(symbol, at)
        rises = relation in RISES or (relation is Relation.CROSSES and self._rng.random() < 0.5)
        furthest = max(prices) if rises else min(prices)
        nearer = furthest - 1 if rises else furthest + 1
        level = self._rng.choice((furthest, nearer, self._rng.choice(prices)))
        return Term(measure=Price(symbol=symbol), relation=relation, level=level)

    def _ahead(self, symbol: str, at: float) -> list[Decimal]:
        trades, times = self._trades[symbol], self._times[symbol]
        ahead = trades[bisect(times, at) : bisect(times, at + _AHEAD)] or trades[-1:]
        return [one.price for one in ahead]

    def _change(self, at: float) -> Term:
        """A change that the price makes ahead, or about one."""
        symbol = self._rng.choice(self._symbols)
        prices = self._ahead(symbol, at)
        percent = (max(prices) - min(prices)) * 100 / min(prices)
        level = max(round(percent * self._rng.choice((Decimal("0.5"), 1)), 1), Decimal("0.1"))
        rises = self._rng.random() < 0.5
        window = timedelta(minutes=self._rng.choice((1, 1, 1, 2, 15)))
        return Term(
            measure=Change(symbol=symbol, window=window),
            relation=Relation.AT_LEAST if rises else Relation.AT_MOST,
            level=level if rises else -level,
        )

    def _options(self, at: float) -> Options:
        rng = self._rng
        cooldown = rng.choice((None, timedelta(minutes=1), timedelta(minutes=2)))
        end = datetime.fromtimestamp(BEGUN + int(at) + rng.choice((10, 40, 90)), UTC)
        return Options(
            every=rng.random() < 0.4,
            cooldown=cooldown,
            until=end if rng.random() < 0.15 else None,
            silent=rng.random() < 0.1,
        )
