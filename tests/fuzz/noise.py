"""What the targets have in common: words that somebody may write, and the numbers among them."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import atheris

HOUSE = Path(__file__).parents[2]
sys.path[:0] = [str(HOUSE), str(HOUSE / "tests" / "support")]

# Digits of other scripts, letters that look like ASCII, and what `Decimal` would take for a number.
STRANGE = ["1,000", "NaN", "1e5", "-1", "+1", "\u212a", "٣", "ВТС", "0x5", "1_000", "Infinity"]
OTHER_LETTERS = "币安人生USDT"  # a listed symbol
THOUSANDS = {"": 0, "k": 3, "m": 6}


def written(
    data: bytes, commands: Sequence[str], words: Sequence[str], begins: str
) -> tuple[str, list[str]]:
    """A command, and half of what follows it words that mean something, half of it whatever."""
    source = atheris.FuzzedDataProvider(data)
    known = [*words, *STRANGE, OTHER_LETTERS]
    command = commands[source.ConsumeIntInRange(0, len(commands) - 1)]
    text = begins if source.ConsumeBool() else ""
    while source.remaining_bytes() and len(text) < 200:
        glue = " " if source.ConsumeIntInRange(0, 7) else ""
        word = known[source.ConsumeIntInRange(0, len(known) - 1)]
        text += glue + (word if source.ConsumeIntInRange(0, 3) else source.ConsumeUnicode(4))
    return command, text.split()


def check_numbers(numbers: Iterable[Decimal], words: Sequence[str]) -> None:
    """Each is one that was written, with its suffix worked out, as a plain ASCII decimal."""
    found = re.findall(r"([0-9]+(?:\.[0-9]+)?)([km]?)", " ".join(words), re.ASCII | re.IGNORECASE)
    named = {Decimal(f"{digits}e{THOUSANDS[each.lower()]}") for digits, each in found}
    taken = [*numbers]
    assert all(number.is_finite() and number > 0 for number in taken), taken
    assert named.issuperset(taken), (taken, words)


def check_letters(words: Iterable[str]) -> None:
    """None but ASCII, and those of the one symbol that has others, which is named in full."""
    assert all(word.replace(OTHER_LETTERS, "").isascii() for word in words), words


def check_line(line: str) -> None:
    assert line
    assert "\n" not in line


def play(one_input: Callable[[bytes], None]) -> None:
    """Try as many inputs as the command line says."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
