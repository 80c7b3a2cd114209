"""The histories that both pools have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.sapi.history import paged, span
from sandbox.exchange.sapi.staking.ledger import Staking

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.operations.table import Call
    from sandbox.exchange.sapi.staking.ledger import Reward, Swap
    from sandbox.exchange.sapi.staking.pools import Pool

JSON = dict[str, Any]
_LONGEST = 92  # three months


def stakes(call: Call, pool: Pool, rate: str) -> JSON:
    """Return what was staked; `rate` is what the pool calls its rate."""
    records = call.account.part(Staking).book(pool).stakes
    return _found(call, records, "purchaseId", lambda each: _swap(each, rate))


def redemptions(call: Call, pool: Pool, rate: str) -> JSON:
    records = call.account.part(Staking).book(pool).redemptions
    return _found(
        call,
        records,
        "redeemId",
        lambda each: {"arrivalTime": each.arrives} | _swap(each, rate),
    )


def rates(call: Call, pool: Pool, more: Callable[[], JSON]) -> JSON:
    asked = span(call, longest=_LONGEST)
    first = max(asked.start, pool.born)
    midnights = range(-(-first // DAY) * DAY, min(asked.end, call.core.clock()) + 1, DAY)
    answer = paged(
        call,
        list(midnights),
        lambda time: (
            {
                "annualPercentageRate": number(pool.annual),
                "exchangeRate": number(pool.rate(time)),
                "time": time,
            }
            | more()
        ),
    )
    return answer | {"total": str(answer["total"])}


def rewards(call: Call, pool: Pool) -> JSON:
    asked = span(call, longest=_LONGEST)
    found = [
        each for each in call.account.part(Staking).book(pool).rewards if asked.covers(each.time)
    ]
    earned = sum((each.amount for each in found), start=ZERO)
    return {f"estRewardsIn{pool.coin}": number(earned)} | paged(
        call, found, lambda each: _reward(each, pool)
    )


def wraps(call: Call, records: list[Swap]) -> JSON:
    asked = span(call, longest=_LONGEST)
    return paged(
        call,
        [each for each in records if asked.covers(each.time)],
        lambda each: {
            "time": each.time,
            "fromAsset": each.gives,
            "fromAmount": plain(each.amount),
            "toAsset": each.gets,
            "toAmount": plain(each.due),
            "exchangeRate": number(each.rate),
            "status": "SUCCESS",
        },
    )


def _found(call: Call, records: list[Swap], name: str, view: Callable[[Swap], JSON]) -> JSON:
    wanted, asked = call.params.integer(name), span(call, longest=_LONGEST)
    return paged(
        call,
        [each for each in records if asked.covers(each.time) and wanted in {None, each.id}],
        view,
    )


def _swap(record: Swap, rate: str) -> JSON:
    return {
        "time": record.time,
        "asset": record.gives,
        "amount": plain(record.amount),
        "distributeAsset": record.gets,
        "distributeAmount": plain(record.due),
        rate: number(record.rate),
        "status": "SUCCESS" if record.arrived else "PENDING",
    }


def _reward(record: Reward, pool: Pool) -> JSON:
    return {
        "time": record.time,
        f"amountIn{pool.coin}": plain(record.amount),
        "holding": plain(record.holding),
        f"holdingIn{pool.coin}": plain(record.holding * record.rate),
        "annualPercentageRate": plain(pool.annual),
    }
