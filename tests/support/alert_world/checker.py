"""What every schedule must keep to, judged by the trades and by what people saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alert_world.history import History, Wanted
from alert_world.said import Claim, claims
from alert_world.telegram import UNCLEAR, Fate, Seen
from binance.models.market import AggTrade

LOST = "no alert is lost"
FALSE = "no alert is false"
TWICE = "no alert comes twice unmarked"
UNASKED = "nobody hears of an alert that they did not ask for"
GROUNDLESS = "only what may have arrived is marked"
SILENCE = "nothing is sent while Telegram wants silence"
ABSENT = "whoever blocked the bot is left alone"
STANDING = "the bot does not fall over"
COUNTED = "an alert counts from when it was asked for"


@dataclass(frozen=True)
class Violation:
    promise: str
    detail: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.detail}"


Told = list[tuple[Seen, Claim]]


def check(history: History) -> list[Violation]:
    """List what was promised and not kept."""
    told = [(seen, said) for seen in history.seen for said in claims(seen)]
    return [
        *(Violation(STANDING, one) for one in history.failures),
        *(Violation(SILENCE, str(one)) for one in history.broken_silences),
        *_of_the_unasked(history, told),
        *_of_the_absent(history),
        *_of_marks(history, told),
        *(broken for wanted in history.wanted for broken in _of(wanted, history, told)),
    ]


def missing(history: History) -> list[Wanted]:
    """Those that are due and were not told yet."""
    told = [(seen, said) for seen in history.seen for said in claims(seen)]
    return [one for one in history.wanted if _due(one, history) and not _about(one, told)]


def _of(wanted: Wanted, history: History, told: Told) -> Iterator[Violation]:
    mine = _about(wanted, told)
    if wanted.armed_at_id is not None and not (
        wanted.earliest <= wanted.armed_at_id <= (wanted.latest or wanted.armed_at_id)
    ):
        yield Violation(COUNTED, str(wanted))
    due = _due(wanted, history)
    if due and not mine:
        yield Violation(LOST, f"{wanted}, crossed by {due}")
    possible = _possible(wanted, history)
    for seen, said in mine:
        if not any(said.names(trade) for trade in possible):
            yield Violation(FALSE, f"{seen} of {wanted}, which could be {possible[:1]}")
    if sum(not said.marked for _, said in mine) > 1:
        yield Violation(TWICE, f"{[seen for seen, _ in mine]} of {wanted}")


def _due(wanted: Wanted, history: History) -> AggTrade | None:
    """The trade that must be told, whatever happened."""
    if wanted.acknowledged_at is None or wanted.failed or wanted.withdrawn_at is not None:
        return None
    assert wanted.latest is not None
    after = wanted.latest if wanted.armed_at_id is None else wanted.armed_at_id
    return _first(wanted, history.tapes[wanted.symbol], after)


def _possible(wanted: Wanted, history: History) -> list[AggTrade]:
    """The trades that may be told: one, if it is known from where the alert counts."""
    tape = history.tapes[wanted.symbol]
    if wanted.gone_at is not None:
        tape = [one for one in tape if one.time.timestamp() <= wanted.gone_at]
    if wanted.armed_at_id is not None:
        first = _first(wanted, tape, wanted.armed_at_id)
        return [] if first is None else [first]
    last = None if wanted.latest is None else _first(wanted, tape, wanted.latest)
    end = len(tape) if last is None else last.agg_trade_id
    return [one for one in tape[wanted.earliest : end] if wanted.satisfied_by(one.price)]


def _first(wanted: Wanted, tape: Sequence[AggTrade], after: int) -> AggTrade | None:
    return next((one for one in tape[after:] if wanted.satisfied_by(one.price)), None)


def _about(wanted: Wanted, told: Told) -> Told:
    return [(seen, said) for seen, said in told if seen.user == wanted.user and said.about(wanted)]


def _of_the_unasked(history: History, told: Told) -> Iterator[Violation]:
    for seen, said in told:
        if not any(seen.user == one.user and said.about(one) for one in history.wanted):
            yield Violation(UNASKED, str(seen))


def _of_marks(history: History, told: Told) -> Iterator[Violation]:
    """A mark needs a reason: a call without a clear answer, or a crash that may have hidden one."""
    for seen, said in told:
        if not said.marked or any(at < seen.at for at in history.crashed_at):
            continue
        words = seen.text.partition("\n(repeat")[0]
        if not any(
            one.fate in UNCLEAR and one.at < seen.at and one.user == seen.user
            and one.text.startswith(words)
            for one in history.attempts
        ):  # fmt: skip
            yield Violation(GROUNDLESS, str(seen))


def _of_the_absent(history: History) -> Iterator[Violation]:
    """Once told that somebody is gone, a process waits until they are back."""
    gone: set[tuple[int, int]] = set()
    for one in history.attempts:
        who = one.life, one.user
        if one.fate is Fate.BLOCKED and who in gone:
            yield Violation(ABSENT, str(one))
        if one.fate is Fate.BLOCKED:
            gone.add(who)
        elif one.fate is not Fate.SILENCED:
            gone.discard(who)
