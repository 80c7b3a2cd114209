"""Alerts of new listings: which symbols may be told, and which must be."""

from collections.abc import Iterator
from functools import cached_property

from alert_world.expected import Course, Expected
from bot.alerts.conditions import NewListing

_UNNOTICED = 300_000  # milliseconds that may pass until the bot hears of a new symbol


class Newcomers(Expected):
    """A span of such an alert; a symbol is told once, whenever that is."""

    @cached_property
    def possible(self) -> list[Course]:
        return [[*self._listed(self.between[0] - _UNNOTICED)]]

    @cached_property
    def due(self) -> list[Course]:
        """Each of them if it fires every time, else any."""
        options = self.wanted.wish.options
        if not self.is_owed or options.until is not None or self.span.woken is not None:
            return [[]]
        missed = [*self._listed(self.between[1])]
        if not missed or options.every:
            return [missed]
        return [[one] for one in self.possible[0]]

    def _listed(self, after_ms: int) -> Iterator[tuple[str, str]]:
        """The symbols that began to trade after a moment, and before it is over."""
        wish = self.wanted.wish
        assert isinstance(wish.condition, NewListing)
        until = wish.options.until
        end = self.until_ms if until is None else min(self.until_ms, until.timestamp() * 1000)
        for symbol, (ms, quote) in self.history.listed.items():
            if after_ms < ms <= end and wish.condition.quote in {None, quote}:
                yield symbol, ""
