"""How each kind of alert is judged."""

from collections.abc import Iterable

from alert_world.expected import Expected
from alert_world.history import History, Wanted
from alert_world.kinds import is_sampled
from alert_world.newcomers import Newcomers
from alert_world.sampled import Sampled
from bot.alerts.conditions import NewListing


def expected(wanted: Wanted, history: History, clocks: Iterable[str]) -> list[Expected]:
    """Judge each span of an alert; `clocks` are the times at which it is said to have fired."""
    if wanted.failed and wanted.tries == 1:
        return []
    at = frozenset(clocks)
    kind: type[Expected] = Expected
    if isinstance(wanted.wish.condition, NewListing):
        kind = Newcomers
    elif is_sampled(wanted.wish):
        kind = Sampled
    return [kind(wanted, span, history, at) for span in wanted.spans]
