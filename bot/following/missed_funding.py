"""Which payments of Binance's history nobody was told of yet.

The stream names no number of a payment, perhaps no symbol, and may tell all positions at once. So
what it told is found again by its amount, near the time; or in all, where only the sum agrees.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from binance.models.futures.history import Income
from bot.fills.progress import ZERO
from storage import FundingPaid

NEAR = timedelta(minutes=10)  # funding is an hour apart at the least


def untold(history: Iterable[Income], known: Sequence[FundingPaid]) -> list[Income]:
    """Oldest first, each once."""
    found = {(one.symbol, one.tran_id) for one in known if one.tran_id is not None}
    heard = [one for one in known if one.tran_id is None]
    fresh = {(one.symbol, one.tran_id): one for one in history if one.income}
    left: list[Income] = []
    for key, paid in sorted(fresh.items(), key=lambda item: (item[1].time, item[0])):
        if key in found:
            continue
        same = [one for one in heard if _same(one, paid)]
        if same:  # one that names the symbol before one that may be of any
            heard.remove(max(same, key=lambda one: one.symbol))
        else:
            left.append(paid)
    return _not_in_sum(left, heard)


def is_told(heard: FundingPaid, known: Iterable[FundingPaid]) -> bool:
    """Whether what the stream tells now was found in the history before."""
    return any(
        one.tran_id is not None
        and (one.asset, one.amount) == (heard.asset, heard.amount)
        and heard.symbol in ("", one.symbol)
        and abs(one.at - heard.at) <= NEAR
        for one in known
    )


def _same(heard: FundingPaid, paid: Income) -> bool:
    return (
        (heard.asset, heard.amount) == (paid.asset, paid.income)
        and heard.symbol in ("", paid.symbol)
        and abs(heard.at - paid.time) <= NEAR
    )


def _not_in_sum(left: list[Income], heard: Sequence[FundingPaid]) -> list[Income]:
    """Without those of which the stream told the sum, and no symbol."""
    together: dict[tuple[str, datetime], list[Income]] = defaultdict(list)
    for paid in left:
        together[paid.asset, _hour(paid.time)].append(paid)
    for (asset, hour), payments in together.items():
        told = [one for one in heard if (one.asset, one.symbol, _hour(one.at)) == (asset, "", hour)]
        if told and sum(one.amount for one in told) == sum((one.income for one in payments), ZERO):
            left = [one for one in left if one not in payments]
    return left


def _hour(at: datetime) -> datetime:
    return (at + NEAR).replace(minute=0, second=0, microsecond=0)
