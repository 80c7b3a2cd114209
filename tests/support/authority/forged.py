"""What may come of a forged tap: an answer, and nothing else that matters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from authority import updates
from authority.cast import Cast
from authority.forgeries import Forgery
from authority.judging import Cell, faults
from authority.people import OWNER, STANDINGS
from authority.rules import TAPS, Rule
from handlers import TAPS as ROUTES

_IDLE = frozenset({"unknown_ticket", "old_ticket", "wrong_button", "anothers_things"})
"""What changes nothing, whatever the rule of the button says."""


class Judge:
    """Knows what the route that a forgery reaches may do."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._rules = {pattern: _joint(cast, pattern) for pattern in ROUTES}

    async def tried(self, forged: Forgery) -> Sequence[str]:
        """Let it come in; everything that is wrong with what came of it."""
        came = await self._cast.stage.happens(
            updates.tap(forged.data, forged.who, updates.PLAIN, forged.where)
        )
        cell = Cell(self._rule(forged), forged.who, updates.PLAIN, forged.where)
        wrong = faults(cell, came)
        if "answerCallbackQuery" not in {one.method for one in came.told}:
            wrong.append("left waiting")
        if came.rows:
            self._cast.stage.as_before()
        if any(call.moves and call.whose == OWNER for call in came.calls):
            await self._cast.renew()
        about = f"{forged.kind} by {STANDINGS[forged.who]} in {forged.where}: {forged.data[:80]!r}"
        return [f"{about}: {one}" for one in wrong]

    def _rule(self, forged: Forgery) -> Rule | None:
        if forged.data.startswith("go:"):
            return _MENU
        reached = (one for one in ROUTES if re.search(rf"\A{one}\Z", forged.data))
        pattern = next(reached, None)
        if pattern is None:
            return None
        rule = self._rules[pattern]
        return replace(rule, writes="", about="") if forged.kind in _IDLE else rule


_MENU = Rule("go:", anywhere=True, reads=True, writes="tickets api_keys audit")


def _joint(cast: Cast, pattern: str) -> Rule:
    """All that the rules of one route allow together."""
    rules = [one for one in TAPS if re.fullmatch(pattern, cast.named(one.tried))]
    return Rule(
        pattern,
        writes=" ".join(rule.writes for rule in rules),
        about=" ".join(rule.about for rule in rules),
        reads=any(rule.reads for rule in rules),
        moves=any(rule.moves for rule in rules),
        anywhere=any(rule.anywhere for rule in rules),
        admin=all(rule.admin for rule in rules),
        bound=all(rule.bound for rule in rules),
    )
