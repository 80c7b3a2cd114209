"""The judge: what happened against what is promised, with no knowledge of the bot's inside."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from bot.deeds import deed_of
from order_world.book import OPEN, Order, State
from order_world.exchange import BACKEND, WINDOW
from order_world.history import Asked, History, Post
from order_world.life import NOON
from order_world.store import Row
from order_world.told import Told, told

ONCE = "an intent is sent once, or again what protects a position and certainly never left"
INSISTS = "what protects a position is tried again while it certainly did not leave"
UNSAID = "a position that goes without its stop for a while does not do so unsaid"
DOUBLED = "a ticket makes one order"
WRITTEN = "what is sent was written down before"
ENTITLED = "only its owner's tap in time, in its chat, uses a ticket"
WITHDRAWN = "what was withdrawn is not ordered"
WHOLE = "a ticket is used up together with writing down what it stands for"
FALSE_NO = "nobody is told that nothing was done where it was"
FALSE_YES = "nobody is told that something was done where it was not"
LATE = "what is carried out too late is told"
LAST_WORD = "every intent gets a last word"
GROUNDLESS = "nobody is told that something is unknown which is known"
IN_TURN = "a later part is sent after the first has filled, in part at least"
FOLLOWS = "what is left out had nothing to follow"
HALF = "of what was half done the half is told"
GUARDED = "nothing is sent against the guard"
COUNTED = "what may have been carried out is counted as spent, and nothing else"
OWN_KEY = "an order goes out with the key it was asked for with"
DRY = "a dry run sends nothing"
TRIED = "who confirms in dry run reads that nothing was sent"
PRICE = "an order at market goes out at the price it was shown at, or not"
REPEATED = "an update that comes again is known"
SOUND = "nothing falls"

_LIFE = 60.5  # seconds; commits take their time
_DRIFT = 1  # percent
_ACCEPTED = {
    "filled": ("FILLED",),
    "partly": ("PARTIALLY_FILLED",),
    "waiting": ("NEW", "PENDING_NEW"),
    "in place": ("NEW", "PENDING_NEW", "FILLED", "PARTIALLY_FILLED"),
    "over": ("EXPIRED",),
    "cancelled": ("CANCELED",),
}
_KNOWN = {"NOT_SENT", "REJECTED"}


class Violation(NamedTuple):
    promise: str
    what: str


def check(history: History) -> list[Violation]:
    """Every broken promise of a schedule."""
    return [*_Case(history).violations()]


class _Case:
    """A history, sorted by intent."""

    def __init__(self, history: History) -> None:
        self._history, self._told = history, told(history.disk)
        self._intents: dict[str, Row] = history.disk.orders
        self._posts: dict[str, list[Post]] = defaultdict(list)
        for post in history.posts:
            self._posts[deed_of(post.request).client_id].append(post)
        self._orders: dict[str, list[Order]] = defaultdict(list)
        for book in history.books.values():
            for order in book.orders:
                if order.intent is not None:
                    self._orders[order.intent].append(order)
        self._lists = [one for book in history.books.values() for one in book.lists]

    def violations(self) -> Iterator[Violation]:
        history = self._history
        for failure in history.failures:
            yield Violation(SOUND, failure)
        for name, posts in self._posts.items():
            yield from self._sent(name, posts)
        for asked in history.asked.values():
            yield from self._answered(asked)
        for name, intent in self._intents.items():
            yield from self._verdict(name, intent)
        yield from self._repeats()

    # what was sent

    def _sent(self, name: str, posts: list[Post]) -> Iterator[Violation]:
        first = posts[0]
        again = deed_of(first.request).kind.protects
        if len(posts) > 1 and not (again and all(one.unsent for one in posts[:-1])):
            yield Violation(ONCE, f"{name}: {len(posts)} times")
        if self._made(name) > 1 or name not in self._asked_names:
            yield Violation(DOUBLED, f"{name}: {self._made(name)} orders")
        for post in posts:
            if post.intent is None or post.intent.state != "SENDING":
                yield Violation(WRITTEN, name)
            elif post.intent.key_id != post.key:
                yield Violation(OWN_KEY, f"{name}: {post.key}")
            if post.forbidden:
                yield Violation(GUARDED, name)
            if post.user in self._history.schedule.conditions.dry:
                yield Violation(DRY, name)
        if first.intent is not None and first.intent.part and not self._has_traded(first):
            yield Violation(IN_TURN, f"{name} at {first.at:.2f}")

    @property
    def _asked_names(self) -> set[str]:
        return {name for asked in self._history.asked.values() for name in asked.names}

    def _made(self, name: str) -> int:
        listed = [one for one in self._lists if one.name == name]
        return len(listed) or len(self._orders.get(name, ()))

    def _has_traded(self, post: Post) -> bool:
        """Whether what a later part follows had filled when that part was sent."""
        assert post.intent is not None
        return self._filled(self._first_of(post.intent), post.at)

    def _first_of(self, intent: Row) -> str:
        return self._history.disk.parts[intent.ticket_id, 0]

    def _filled(self, name: str, at: float) -> bool:
        return any(state.executed > 0 for state in self._states(name, at))

    def _waits(self, name: str, at: float) -> bool:
        """Whether it is in the book, and may fill yet."""
        states = self._states(name, at)
        return bool(states) and states[-1].status in OPEN

    def _states(self, name: str, at: float) -> list[State]:
        return [
            state
            for order in self._orders.get(name, ())
            for state in order.states
            if state.since <= at
        ]

    # what was asked

    def _answered(self, asked: Asked) -> Iterator[Violation]:
        history = self._history
        written = [name for name in asked.names if name in self._intents]
        ticket = history.disk.tickets[asked.ticket]
        dry = ticket.user_id in history.schedule.conditions.dry
        used = ticket.state == "used"
        if used != (len(written) == len(asked.names)) and not dry:
            yield Violation(WHOLE, f"{asked.ticket} is {ticket.state}, {len(written)} written")
        if used and dry and not any(one.claim == "dry" for one in self._told[asked.names[0]]):
            yield Violation(TRIED, asked.ticket)
        taps = [one for one in history.tappings if one.tap.question == asked.number]
        if any(one.led_to in ("withdrawn", "moved") for one in taps) and (used or written):
            yield Violation(WITHDRAWN, asked.ticket)
        if written:
            yield from self._entitled(asked, self._intents[written[0]])

    def _entitled(self, asked: Asked, intent: Row) -> Iterator[Violation]:
        history = self._history
        at = _seconds(intent.created_at)
        question = history.schedule.questions[asked.number]
        good = [
            tap
            for tap in history.schedule.taps
            if tap.question == asked.number
            and not (tap.by_stranger or tap.elsewhere or tap.deed == "withdraw")
            and question.at + tap.after <= at + 1e-6
        ]
        theirs = (intent.user_id, intent.chat_id) == (question.user, question.user)
        if not good or at >= asked.at + _LIFE or not theirs:
            yield Violation(ENTITLED, f"{asked.ticket} at {at - asked.at:.2f} s")
        if question.at_market:
            shown = self._price_at(asked.at)
            if not any(abs(price - shown) * 100 <= shown * _DRIFT for price in self._prices(at)):
                yield Violation(PRICE, asked.ticket)

    def _price_at(self, at: float) -> Any:
        return [price for since, price in self._history.moves if since <= at][-1]

    def _prices(self, at: float) -> list[Any]:
        """Those of the moments before, in which it may have been looked at."""
        moves = self._history.moves
        begun = max(since for since, _ in moves if since <= at - 1 or not since)
        return [price for since, price in moves if begun <= since <= at]

    # what was told

    def _verdict(self, name: str, intent: Row) -> Iterator[Violation]:
        said = self._told.get(name, [])
        yield from self._last_word(name, intent, said)
        for one in said:
            yield from self._true(name, intent, one)
        if intent.state == "ABSENT" and self._orders.get(name) and not self._is_locked(intent):
            yield Violation(LATE, f"{name} is there since {self._since(name):.2f}")
        spent = self._history.disk.spent.get(name)
        if spent != (0 if intent.state in _KNOWN else 1):
            yield Violation(COUNTED, f"{name} is {intent.state} and {spent} is counted")
        posts = self._posts.get(name, [])
        if posts and posts[0].half is not None:
            yield from self._half(name, said)
        if posts and intent.part and deed_of(posts[0].request).kind.protects:
            yield from self._protected(name, intent, posts, said)

    def _protected(
        self, name: str, intent: Row, posts: list[Post], said: list[Told]
    ) -> Iterator[Violation]:
        """No schedule lasts as long as it is to be tried."""
        if posts[-1].unsent and intent.state == "NOT_SENT" and not self._is_locked(intent):
            yield Violation(INSISTS, name)
        unsent = [one for one in posts if one.unsent and not self._crashed_at(one.at, 2)]
        if unsent and not any(one.claim == "not yet" for one in said):
            yield Violation(UNSAID, name)

    def _crashed_at(self, at: float, within: float = float("inf")) -> bool:
        """Whether the process ended then or later, `within` so many seconds."""
        return any(at - 1e-6 <= crash <= at + within for crash in self._history.crashed_at)

    def _last_word(self, name: str, intent: Row, said: list[Told]) -> Iterator[Violation]:
        last = said[-1].claim if said else None
        if intent.state == "PLANNED" and self._waits(self._first_of(intent), float("inf")):
            return  # for an entry that never filled
        if last == "undetermined" and self._is_locked(intent):
            return
        if last in (None, "checking", "not yet", "undetermined") or intent.state in (
            "PLANNED",
            "SENDING",
        ):
            yield Violation(LAST_WORD, f"{name} is {intent.state}, and last said was {last}")

    def _is_locked(self, intent: Row) -> bool:
        """Whether the key is gone or refused, without which nobody can ask any more."""
        lost = {user for _, user, what in self._history.keys_changed if what != "switched"}
        return intent.user_id in lost

    def _true(self, name: str, intent: Row, one: Told) -> Iterator[Violation]:
        if one.claim in _ACCEPTED:
            if not self._was(name, _ACCEPTED[one.claim], one.at):
                yield Violation(FALSE_YES, f"{name} told {one.claim} at {one.at:.2f}")
        elif one.claim in ("not executed", "left out"):
            if not self._honestly_denied(name, one):
                yield Violation(FALSE_NO, f"{name} told at {one.at:.2f}")
            if one.claim == "left out" and not self._honestly_left_out(intent, one):
                yield Violation(FOLLOWS, f"{name} told at {one.at:.2f}")
        elif one.claim == "not yet":
            if any(order.since <= one.at for order in self._orders.get(name, ())):
                yield Violation(FALSE_NO, f"{name} told at {one.at:.2f}")
        elif one.claim == "checking" and self._is_clear(name, one.at):
            yield Violation(GROUNDLESS, f"{name} told at {one.at:.2f}")

    def _was(self, name: str, statuses: tuple[str, ...], at: float) -> bool:
        """Whether it stood so at that moment or had before; news of an order may be old."""
        return any(
            state.status in statuses and max(state.since, order.since) <= at
            for order in self._orders.get(name, ())
            for state in order.states
        )

    def _honestly_denied(self, name: str, one: Told) -> bool:
        """Whether there was no such order; or one that came later than Binance ever should."""
        if not self._orders.get(name):
            return True
        posts = self._posts[name]
        too_late = self._since(name) > posts[-1].at + WINDOW + BACKEND
        taken_back = any(later.late and later.at >= one.at for later in self._told[name])
        return too_late and (taken_back or self._is_locked(self._intents[name]))

    def _since(self, name: str) -> float:
        return min(order.since for order in self._orders[name])

    def _honestly_left_out(self, intent: Row, one: Told) -> bool:
        first = self._first_of(intent)
        if "is closed already" in one.text:
            return not self._filled(first, one.at)
        if "was not carried out" not in one.text:
            return True
        if not (self._filled(first, one.at) or self._waits(first, one.at)):
            return True
        return any(said.claim == "not executed" for said in self._told[first])

    def _is_clear(self, name: str, at: float) -> bool:
        """Whether it was answered, or was still under way, in a process that lived on."""
        posts = [one for one in self._posts.get(name, []) if one.at <= at]
        return bool(posts) and posts[-1].clearly and not self._crashed_at(posts[-1].at)

    def _half(self, name: str, said: list[Told]) -> Iterator[Violation]:
        known = said and said[-1].claim != "undetermined"
        if known and not any("old order" in one.text for one in said[-2:]):
            yield Violation(HALF, name)

    def _repeats(self) -> Iterator[Violation]:
        """One that led to an order and comes again is no stale question."""
        history = self._history
        if history.keys_changed or len(history.moves) > 1:
            return
        sent: set[int] = set()
        for one in history.tappings:
            if one.tap.update in sent and one.led_to == "stale":
                yield Violation(REPEATED, f"{one.tap}")
            if one.led_to == "sent":
                sent.add(one.tap.update)


def _seconds(at: Any) -> float:
    return float((at - NOON).total_seconds())
