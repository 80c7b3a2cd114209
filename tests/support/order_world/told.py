"""What people were told, read as they read it."""

from collections import defaultdict
from typing import Literal, NamedTuple

from order_world.life import NOON
from order_world.store import Disk

Claim = Literal[
    "checking", "filled", "partly", "waiting", "in place", "over", "cancelled", "not executed",
    "left out", "undetermined", "dry", "not yet",
]  # fmt: skip
_BEGINNINGS: dict[str, Claim] = {
    "⏳ <b>Status unknown": "checking",
    "✅ <b>Filled": "filled",
    "◐ <b>Partly filled": "partly",
    "🕓 <b>Waiting": "waiting",
    "🕓 <b>In place": "in place",
    "✅ <b>Done": "in place",
    "⚠️ <b>Expired": "over",
    "❌ <b>Cancelled": "cancelled",
    "❌ <b>Not executed": "not executed",
    "❌ <b>Not placed": "left out",
    "❓ <b>Status unknown": "undetermined",
    "🧪 <b>Dry run": "dry",
    "🚨 <b>Your position": "not yet",
}
_LATE = "⚠️ <b>An order I had reported as not executed has appeared"


class Told(NamedTuple):
    """One message of one order; `late` that it takes back what was said before."""

    at: float
    claim: Claim
    text: str
    late: bool


def told(disk: Disk) -> dict[str, list[Told]]:
    """What was told of each order, in the order in which it was told."""
    found: dict[str, list[Told]] = defaultdict(list)
    for row in sorted(disk.outbox.values(), key=lambda row: row.id):
        text = row.text
        late = text.startswith(_LATE)
        if late:
            text = text.split("\n", 1)[1]
        claim = next(claim for words, claim in _BEGINNINGS.items() if text.startswith(words))
        name = row.key.split(":")[1]
        at = (row.created_at - NOON).total_seconds()
        found[name].append(Told(at, claim, row.text, late))
    return found
