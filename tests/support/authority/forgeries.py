"""Data on taps that no button of ours carried to whoever taps."""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from authority import updates
from authority.cast import Cast
from authority.people import OTHER, OWNER, STANDINGS
from authority.rules import TAPS

TICKETS = ["t", "n", "re", "k", "kn", "ca", "fs", "again", "gset", "keep", "panic", "udo"]
"""What stands before the ticket on each button that has one."""
_YES = [one for one in TICKETS if one not in ("n", "kn", "re")]
"""Those that say no may close a question of one's own, of whatever kind and age.

And an order that was not confirmed in time may be asked about once more.
"""
_URL_SAFE = string.ascii_letters + string.digits + "-_"
_ODD = "\0\n\r\t :;%&<>{}[]()'\"\\/…٣４𝟜²ßİıſ\u200b\u202e🚨बि"
_LONGEST = 64  # bytes that Telegram takes; forgeries may be longer


@dataclass(frozen=True)
class Forgery:
    """What is on the tap, who taps, and where; `kind` is the way in which it is false."""

    kind: str
    data: str
    who: int
    where: str


class Forger:
    """Makes forgeries of every kind, the same ones again for the same seed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self._cast, self._random = cast, random.Random(seed)
        self._good = [cast.named(rule.tried) for rule in TAPS]
        self._bound = [(cast.named(rule.tried), rule.by) for rule in TAPS if rule.bound]
        self._open = [cast.things[name] for name in cast.tickets]
        self._over = cast.over

    def forgeries(self, count: int) -> Iterator[Forgery]:
        kinds = (
            self._noise, self._huge, self._strange, self._unknown_ticket, self._anothers_things,
            self._old_ticket, self._wrong_button, self._cut, self._changed, self._lengthened,
        )  # fmt: skip
        for number in range(count):
            yield self._of(kinds[number % len(kinds)])

    def _of(self, kind: Callable[[], tuple[str, int]]) -> Forgery:
        data, who = kind()
        where = self._random.choices([*updates.PLACES], [12, 1, 1, 1, 1])[0]
        return Forgery(kind.__name__.strip("_"), data, who, where)

    def _anybody(self) -> int:
        return self._random.choice([*STANDINGS])

    def _noise(self) -> tuple[str, int]:
        length = self._random.randint(0, _LONGEST)
        return "".join(self._random.choices(string.printable, k=length)), self._anybody()

    def _huge(self) -> tuple[str, int]:
        good = self._random.choice(self._good)
        times = self._random.choice([10, 100, 2000])
        return good + self._random.choice([":", "0", "A", good]) * times, self._anybody()

    def _strange(self) -> tuple[str, int]:
        """Digits and letters of other scripts in the place of plain ones."""
        letters = [*self._random.choice(self._good)]
        for _ in range(self._random.randint(1, 4)):
            letters[self._random.randrange(len(letters))] = self._random.choice(_ODD)
        return "".join(letters), self._anybody()

    def _unknown_ticket(self) -> tuple[str, int]:
        made = "".join(self._random.choices(_URL_SAFE, k=22))
        return f"{self._random.choice(TICKETS)}:{made}", self._anybody()

    def _anothers_things(self) -> tuple[str, int]:
        data, whose = self._random.choice(self._bound)
        return data, self._random.choice([who for who in STANDINGS if who != whose])

    def _old_ticket(self) -> tuple[str, int]:
        """Used, withdrawn or expired: her own."""
        return f"{self._random.choice(_YES)}:{self._random.choice(self._over)}", OWNER

    def _wrong_button(self) -> tuple[str, int]:
        """Her own open ticket, under a button of another kind."""
        while True:
            data = f"{self._random.choice([*_YES, 're'])}:{self._random.choice(self._open)}"
            if data not in self._good:
                return data, OWNER

    def _cut(self) -> tuple[str, int]:
        good = self._random.choice(self._good)
        return good[: self._random.randrange(len(good))], self._random.choice([OWNER, OTHER])

    def _changed(self) -> tuple[str, int]:
        """One letter or digit is another."""
        letters = [*self._random.choice(self._good)]
        letters[self._random.randrange(len(letters))] = self._random.choice(_URL_SAFE + ":.,")
        return "".join(letters), OTHER

    def _lengthened(self) -> tuple[str, int]:
        good = self._random.choice(self._good)
        more = self._random.choice(["\n", " ", ":", "\0", "0", ":new", "x"])
        return self._random.choice([good + more, more + good]), self._random.choice([OWNER, OTHER])
