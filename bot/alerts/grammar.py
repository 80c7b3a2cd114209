"""From what people write to what an alert waits for.

Forgiving in spelling, exact in meaning: what can be read in two ways is refused with a line that
shows how it would be written right.
"""

from collections.abc import Callable, Container
from datetime import UTC, datetime, tzinfo
from functools import partial

from binance.symbols import Symbols
from bot.alerts import comparisons, manner
from bot.alerts.conditions import NewListing, Term, Wish
from bot.alerts.subjects import Subject
from bot.alerts.words import Words, split
from bot.i18n import note
from bot.refusals import Misunderstood

MOST_TERMS = 4


def parse(
    text: str,
    symbols: Symbols,
    *,
    now: datetime,
    tz: tzinfo = UTC,
    perpetuals: Container[str] | None = None,
    chosen: str | None = None,
) -> Wish:
    """Read `btc > 70000 and rsi < 30 every cooldown 30m`; `Misunderstood` says what is wrong.

    Dates are meant in `tz`. Funding is known of `perpetuals`, USD-M symbols, if they are given.
    A symbol that was `chosen` from a list may be spelt in any letters.
    """
    spoken, remark = split(text)
    words = Words(spoken, form="BTCUSDT > 70000")
    named = partial(Subject, symbols=symbols, perpetuals=perpetuals, chosen=chosen)
    condition = _listing(words, symbols) or _terms(words, named)
    return Wish(condition=condition, options=manner.read(words, remark, now=now, tz=tz))


def _listing(words: Words, symbols: Symbols) -> NewListing | None:
    if words.peek() != "new" or words.peek(1) not in {"listing", "listings"}:
        return None
    words.like("new listing usdt")
    words.accept("new")
    words.accept("listing", "listings")
    if words.peek() in {"", *manner.OPTIONS}:
        return NewListing()
    words.accept("in")
    word = words.take()
    if not _is_quote(word.upper(), symbols):
        raise words.odd(word)
    return NewListing(quote=word.upper())


def _is_quote(asset: str, symbols: Symbols) -> bool:
    """Whether something is priced in it; few symbols have to be read whole to know."""
    return any(name.endswith(asset) and symbols[name].quote_asset == asset for name in symbols)


def _terms(words: Words, named: Callable[[str], Subject]) -> tuple[Term, ...]:
    terms: list[Term] = []
    subject: Subject | None = None
    while not terms or words.accept("and", "&"):
        if not comparisons.begins(words):
            subject = named(words.take())
        if subject is None:
            raise words.of_what()
        terms.append(comparisons.read(words, subject))
    if len(terms) > MOST_TERMS:
        raise Misunderstood(note("At most {n} conditions can be joined."), n=MOST_TERMS)
    if sum(term.relation.is_crossing for term in terms) > 1:
        raise Misunderstood(
            note(
                "Only one of several conditions may be a crossing. "
                "Write it like this: <code>{form}</code>"
            ),
            form="/alert BTCUSDT crosses 70000 and rsi < 30",
        )
    return tuple(terms)
