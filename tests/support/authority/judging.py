"""Whether what came of an update is within the written rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from authority import updates
from authority.cast import MARKS
from authority.exchange import Call
from authority.people import ADMIN, BLOCKED, MAY_USE, OWNER, SOMEBODY_ELSE, STRANGER
from authority.rows import Change
from authority.rules import Rule
from authority.stage import Effects
from authority.telegram import Told

ALWAYS = frozenset({"inbox", "questions"})
"""That an update was taken up, and which message of theirs asks what, for whoever it came from."""
READ = frozenset({"readings", "trades", "fills", "fill_cursors", "incomes"})
"""What was read at Binance is kept; how much there was to read is chance."""


@dataclass(frozen=True)
class Cell:
    """One use of a route: who, in which manner, where; None is a route that nobody wrote."""

    rule: Rule | None
    who: int
    how: str
    where: str

    @property
    def is_words(self) -> bool:
        """Whether it came in a way in which a person speaks for themselves."""
        return self.how in (updates.PLAIN, "on an old message")

    @property
    def may(self) -> bool:
        """Whether the rule lets this one do it here and so."""
        rule = self.rule
        if rule is None or not self.is_words or self.who not in MAY_USE:
            return False
        if rule.admin and self.who != ADMIN:
            return False
        return rule.anywhere or self.where == updates.OWN

    @property
    def is_right(self) -> bool:
        """Whether it is the one that the rule is made for."""
        mine = self.rule is not None and self.who == self.rule.by
        return self.may and mine and self.where == updates.OWN and self.how == updates.PLAIN

    @property
    def acts(self) -> bool:
        """Whether anything may change: not, when it is about something of another's."""
        return self.may and self.rule is not None and (not self.rule.bound or self.is_owner)

    @property
    def is_owner(self) -> bool:
        return self.rule is not None and self.who == self.rule.by

    def allowed(self) -> frozenset[Change]:
        if self.rule is None or not self.may:
            return (
                frozenset({("users", STRANGER), ("outbox", ADMIN)}) if self.is_met else frozenset()
            )
        own = ALWAYS | (frozenset(self.rule.writes.split()) if self.acts else frozenset())
        own |= READ if self.rule.reads else frozenset()
        return frozenset((table, self.who) for table in own)

    @property
    def is_met(self) -> bool:
        """Whether a stranger makes themselves known by it, and administrators are asked."""
        dropped = self.how not in (updates.PLAIN, updates.FORWARDED, "on an old message")
        return self.who == STRANGER and not dropped


def faults(cell: Cell, came: Effects) -> list[str]:
    """Everything that the rules do not allow."""
    return [*_of_rows(cell, came.rows), *_of_calls(cell, came.calls), *_of_words(cell, came.told)]


def _of_rows(cell: Cell, rows: Iterable[Change]) -> Iterator[str]:
    about = cell.rule.about.split() if cell.rule is not None and cell.acts else ()
    for table, who in set(rows) - cell.allowed():
        if who == cell.who or table not in about:
            yield f"{table} of {who} changed"


def _of_calls(cell: Cell, calls: Iterable[Call]) -> Iterator[str]:
    rule = cell.rule
    for call in calls:
        may = rule is not None and cell.may and call.whose == cell.who
        if call.whose == SOMEBODY_ELSE:
            may = rule is not None and rule.brings and cell.may
        elif rule is not None and may:
            may = rule.moves if call.moves else rule.reads
        if not may:
            yield f"{call.method} {call.path} in the name of {call.whose}"


def _of_words(cell: Cell, told: Iterable[Told]) -> Iterator[str]:
    here = updates.chat_id(cell.who, cell.where)
    for one in told:
        if one.chat_id not in (None, here):
            yield f"{one.method} to {one.chat_id}"
        secret = cell.rule is not None and cell.rule.secret
        if secret and one.method == "deleteMessage":
            continue
        if cell.who == BLOCKED and one.method != "answerCallbackQuery" and not secret:
            yield f"{one.method} for somebody who is blocked"
        if cell.how not in (updates.PLAIN, updates.FORWARDED, "on an old message"):
            yield f"{one.method} for what nobody said"
        if not (cell.who == OWNER and cell.where == updates.OWN):
            yield from (f"told {mark}" for mark in MARKS if mark in one.content)
        if "Something went wrong" in one.content:
            yield "an error that nobody explained"
