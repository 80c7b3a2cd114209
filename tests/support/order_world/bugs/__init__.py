"""Mistakes that others have made, planted into the trading to see whether the checker notices.

Each exchanges some parts, each of them a small wrong variant; all the rest is real.
"""

from collections.abc import Mapping

from order_world.bugs import findings, posts, taps, verdicts, writes
from order_world.life import Parts

BUGS: Mapping[str, Parts] = {
    "sent again under a new name": Parts(posting=posts.Renaming),
    "sent again under the same name": Parts(posting=posts.Resending),
    "asked once, then sent again": Parts(posting=posts.AskingOnce),
    "refused taken for unknown": Parts(posting=posts.Doubting),
    "unknown taken for refused": Parts(posting=posts.Despairing),
    "unknown taken for not sent": Parts(posting=posts.Careless),
    "not sent taken for unknown": Parts(posting=posts.Timid),
    "our own duplicate taken for a refusal": Parts(posting=posts.Literal),
    "an unreadable answer taken for a refusal": Parts(posting=posts.Blind),
    "half taken for nothing": Parts(posting=posts.Halving),
    "half taken for all": Parts(posting=posts.Content),
    "accepted taken for filled": Parts(posting=posts.Optimist),
    "a later part is posted twice": Parts(posting=posts.Forgetting),
    "the guard is not asked at the door": Parts(door=posts.Open),
    "a dry run is wet": Parts(trading=taps.Wet),
    "sent, and then written down": Parts(trading=taps.Late),
    "each tap is an order": Parts(trading=taps.Each),
    "the ticket is used in a transaction of its own": Parts(trading=taps.InTwo),
    "the price is not looked at": Parts(trading=taps.Unmoved),
    "the current account takes it": Parts(trading=taps.Wilful),
    "all parts go out at once": Parts(trading=taps.AllAtOnce),
    "nothing is counted": Parts(trading=taps.Uncounted),
    "the ticket is not torn": Parts(storage=writes.Whole, trading=taps.Credulous),
    "anybody's tap will do": Parts(storage=writes.Anybodys, trading=taps.Wilful),
    "a tap in any chat will do": Parts(storage=writes.Anywhere, trading=taps.Credulous),
    "tickets do not expire": Parts(storage=writes.Timeless, trading=taps.Credulous),
    "withdrawn in words only": Parts(storage=writes.Withdrawable),
    "the update is not noted": Parts(storage=writes.Forgetful),
    "neither update nor ticket is noted": Parts(storage=writes.BothForgotten),
    "verdicts are taken back": Parts(storage=writes.Backward),
    "later parts are forgotten": Parts(storage=writes.Unplanned),
    "verdict and message are two transactions": Parts(storage=writes.Mute),
    "the first denial is believed": Parts(intents=verdicts.Hasty),
    "the deadline is the window's end": Parts(intents=verdicts.Windowed),
    "the deadline has no margin for answers that lag": Parts(intents=verdicts.Marginless),
    "what is under way is judged": Parts(intents=verdicts.Meddling),
    "a second tap unmarks what is under way": Parts(intents=verdicts.Single),
    "a later part's turn is everybody's": Parts(
        intents=verdicts.Inviting, reconciler=findings.Absentminded
    ),
    "a stop that never left is given up": Parts(intents=verdicts.Resigned),
    "a position without its stop is not told": Parts(intents=verdicts.Quiet),
    "a stop of which nobody knows is sent again": Parts(intents=verdicts.Insisting),
    "late executions are not told": Parts(intents=verdicts.Deadpan),
    "what is left out is not told": Parts(intents=verdicts.Silent),
    "what was not carried out stays counted": Parts(intents=verdicts.Keeping),
    "what may turn up is given back": Parts(intents=verdicts.Generous),
    "recovery is skipped": Parts(reconciler=findings.Amnesiac),
    "what was under way was not sent": Parts(reconciler=findings.Undone),
    "what was under way is sent again": Parts(reconciler=findings.SendingAgain),
    "any trouble is a denial": Parts(reconciler=findings.Credulous),
    "an answer counts by its arrival": Parts(reconciler=findings.Slow),
    "another account is asked": Parts(reconciler=findings.Elsewhere),
    "a list that is not whole is not there": Parts(reconciler=findings.Partial),
    "a report is a fill": Parts(reconciler=findings.Believing),
    "absent orders are not looked for": Parts(reconciler=findings.Listening),
    "what follows goes out whatever came before": Parts(reconciler=findings.Trusting),
    "what follows does not wait": Parts(reconciler=findings.Impatient),
    "what follows does not wait for a fill": Parts(reconciler=findings.Unfilled),
    "an entry that is found late is not there": Parts(reconciler=findings.Denying),
    "what follows is left out": Parts(reconciler=findings.Cautious),
    "three questions are enough": Parts(reconciler=findings.Tired),
}
