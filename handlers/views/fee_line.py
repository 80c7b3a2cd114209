"""What a trade costs, as every question about one says it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from bot.i18n import Html, Say
from bot.positions.questions import Part
from bot.text import number
from handlers.views import contract_words as words

_FINE = Decimal("0.00000001")


def spot(
    say: Say, fee: Decimal | None, asset: str, paid_in: str | None, *, short_of: str | None = None
) -> Html | None:
    """Told in what is received, whatever it is paid in; nothing where it is not known."""
    if fee is None:
        return None
    told = number(fee.quantize(_FINE, rounding=ROUND_HALF_EVEN))
    if short_of is not None:
        return say(
            "Fee about {fee} {asset}, in full: your {short_of} does not cover it",
            fee=told, asset=asset, short_of=short_of,
        )  # fmt: skip
    return _line(say, told, asset, paid_in)


def contract(say: Say, fee: Decimal | None, asset: str, paid_in: str | None) -> Html | None:
    """Told in what the contract is settled in."""
    return None if fee is None else _line(say, words.small(fee, asset), asset, paid_in)


def together(say: Say, parts: Sequence[Part]) -> list[Html]:
    """Add them up in each asset that positions are settled in; nothing unless all are known."""
    totals: dict[tuple[str, str | None], Decimal] = {}
    for part in parts:
        if part.fee is None:
            return []
        kind = part.held.asset, part.paid_in
        totals[kind] = totals.get(kind, Decimal(0)) + part.fee
    return [
        _total(say, words.small(fee, asset), asset, paid_in)
        for (asset, paid_in), fee in totals.items()
    ]


def _total(say: Say, fee: str, asset: str, paid_in: str | None) -> Html:
    if paid_in is None:
        return say("Fees together about {fee} {asset}", fee=fee, asset=asset)
    return say(
        "Fees together about {fee} {asset}, paid in {paid_in} with its discount",
        fee=fee, asset=asset, paid_in=paid_in,
    )  # fmt: skip


def _line(say: Say, fee: str, asset: str, paid_in: str | None) -> Html:
    if paid_in is None:
        return say("Fee about {fee} {asset}", fee=fee, asset=asset)
    return say(
        "Fee about {fee} {asset}, paid in {paid_in} with its discount",
        fee=fee, asset=asset, paid_in=paid_in,
    )  # fmt: skip
