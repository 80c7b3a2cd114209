"""What stands between a person's account and whatever might be done to it through the chat."""

from bot.guards.changing import Changed, GuardChanges, Proposal
from bot.guards.checks import Guarded, Stopped
from bot.guards.guarding import Guards
from bot.guards.scales import Scales
from bot.guards.stopping import Stopping
from bot.tickets import Tap

__all__ = [
    "Changed",
    "GuardChanges",
    "Guarded",
    "Guards",
    "Proposal",
    "Scales",
    "Stopped",
    "Stopping",
    "Tap",
]
