"""What can be done with an account that has consequences: one request of Binance's, sent once.

A kind of deed knows how its requests are named, how to find out what became of one that got no
clear answer, and how to say it. Everything else about deeds is the same for all of them: tickets,
intents, verdicts.
"""

from bot.deeds.kind import Deed, Kind
from bot.deeds.kinds import KINDS, deed_from, deed_of
from bot.deeds.report import Leg, Report

__all__ = ["KINDS", "Deed", "Kind", "Leg", "Report", "deed_from", "deed_of"]
