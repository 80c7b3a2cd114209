"""What every schedule must keep to, judged by the trades and by what people saw."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schedules.words import is_repeat

from alert_world.expected import Expected
from alert_world.history import History, Wanted
from alert_world.judged import expected
from alert_world.said import Claim, claims, over
from alert_world.telegram import UNCLEAR, Fate
from bot.alerts import telling

LOST = "no alert is lost"
FALSE = "no alert is false"
TWICE = "no alert comes twice unmarked"
UNASKED = "nobody hears of an alert that they did not ask for"
GROUNDLESS = "only what may have arrived is marked"
SILENCE = "nothing is sent while Telegram wants silence"
ABSENT = "whoever blocked the bot is left alone"
STANDING = "the bot does not fall over"
COUNTED = "an alert counts from when it was asked for"
ENDED = "what was to wait until a moment ends then, once and with a word"
WOKEN = "what was snoozed wakes"

_WAITING = {"armed", "paused", "snoozed"}


@dataclass(frozen=True)
class Violation:
    promise: str
    detail: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.detail}"


Told = dict[int, list[Claim]]
"""By the number of the update that asked for it."""


def check(history: History) -> list[Violation]:
    """List what was promised and not kept."""
    told = _told(history)
    return [
        *(Violation(STANDING, one) for one in history.failures),
        *(Violation(SILENCE, str(one)) for one in history.broken_silences),
        *_of_the_unasked(history),
        *_of_the_absent(history),
        *_of_marks(history),
        *_of_ends(history),
        *(broken for one in history.wanted for broken in _of(one, history, told)),
    ]


def is_missing_something(history: History) -> bool:
    """Whether something is due that did not happen yet."""
    told = _told(history)
    return any(_is_late(one, history, told) for one in history.wanted) or any(_of_ends(history))


def _is_late(wanted: Wanted, history: History, told: Told) -> bool:
    events = _events(wanted, told)
    if events and len(wanted.spans) == 1 and not wanted.wish.options.every:
        return False  # which spares looking at the trades
    return any(_untold(span.due, events) for span in _expected(wanted, history, events))


def _told(history: History) -> Told:
    told: Told = {}
    for seen in history.seen:
        for said in claims(seen.text):
            told.setdefault(said.update, []).append(said)
    return told


def _events(wanted: Wanted, told: Told) -> Counter[tuple[str, str]]:
    return Counter(said.event for said in told.get(wanted.update, ()))


def _expected(
    wanted: Wanted, history: History, events: Iterable[tuple[str, str]]
) -> list[Expected]:
    return expected(wanted, history, (clock for _, clock in events if clock))


def _untold(due: Sequence[Sequence[tuple[str, str]]], events: Counter[tuple[str, str]]) -> bool:
    """Whether of each course that a span may have taken something was not told."""
    return not any(all(event in events for event in course) for course in due)


def _of(wanted: Wanted, history: History, told: Told) -> Iterator[Violation]:
    events = _events(wanted, told)
    spans = _expected(wanted, history, events)
    yield from (Violation(COUNTED, f"{wanted}: {span.span}") for span in spans if span.is_astray)
    for span in spans:
        if _untold(span.due, events):
            yield Violation(LOST, f"{wanted}: {span.due[:2]}, told {dict(events)}")
    for event in events:
        if not any(event in course for span in spans for course in span.possible):
            yield Violation(FALSE, f"{wanted}: {event}, possible is {_shown(spans)}")
    yield from _of_repeats(wanted, told, spans)
    if wanted.state == "snoozed":
        yield Violation(WOKEN, str(wanted))


def _of_repeats(wanted: Wanted, told: Told, spans: Sequence[Expected]) -> Iterator[Violation]:
    unmarked = Counter(said.event for said in told.get(wanted.update, ()) if not said.marked)
    for event, times in unmarked.items():
        at_most = sum(max(course.count(event) for course in span.possible) for span in spans)
        if times > max(at_most, 1):
            yield Violation(TWICE, f"{wanted}: {event} {times} times")


def _shown(spans: Sequence[Expected]) -> list[list[tuple[str, str]]]:
    return [[event for course in span.possible[:3] for event in course[:3]] for span in spans]


def _of_the_unasked(history: History) -> Iterator[Violation]:
    by_update = {one.update: one for one in history.wanted}
    for seen in history.seen:
        for said in claims(seen.text):
            wanted = by_update.get(said.update)
            if wanted is None or wanted.user != seen.user or not said.about(wanted):
                yield Violation(UNASKED, str(seen))


def _of_ends(history: History) -> Iterator[Violation]:
    """Of alerts that ended by themselves their owners are told, and of no others."""
    least, most = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for wanted in history.wanted:
        whose = wanted.user, telling.title(wanted.wish)
        if wanted.state in _WAITING and _is_past(wanted, history):
            yield Violation(ENDED, f"{wanted} still waits")
        least[whose] += wanted.state == "expired"
        most[whose] += wanted.wish.options.until is not None and not wanted.came_to_nothing
    came, unmarked = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    for seen in history.seen:
        if (title := over(seen)) is not None:
            came[seen.user, title] += 1
            unmarked[seen.user, title] += not is_repeat(seen.text)
    for whose in {*least, *came}:
        if came[whose] < least[whose] or unmarked[whose] > most[whose]:
            yield Violation(ENDED, f"{whose}: {came[whose]} of {least[whose]} to {most[whose]}")


def _is_past(wanted: Wanted, history: History) -> bool:
    until = wanted.wish.options.until
    now = max((tape[-1].time for tape in history.tapes.values()), default=until)
    return until is not None and now is not None and now > until


def _of_marks(history: History) -> Iterator[Violation]:
    """A mark needs a reason: a call without a clear answer, or a crash that may have hidden one."""
    for seen in history.seen:
        if any(at < seen.at for at in history.crashed_at):
            return
        doubtful = {
            (said.update, said.event)
            for one in history.attempts
            if one.fate in UNCLEAR and one.at < seen.at and one.user == seen.user
            for said in claims(one.text)
        }
        for said in claims(seen.text):
            if said.marked and (said.update, said.event) not in doubtful:
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
