"""Withdrawing, and looking back on deposits and withdrawals."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.intervals import DAY
from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, plain
from sandbox.exchange.money.wallets import WALLETS
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.history import Span
from sandbox.exchange.sapi.wallet import deposits, withdrawals
from sandbox.exchange.sapi.wallet.coins import LEAST_INTERNAL
from sandbox.exchange.sapi.wallet.deposits import Deposits
from sandbox.exchange.sapi.wallet.directory import asked
from sandbox.exchange.sapi.wallet.withdrawals import SOURCES, Withdrawal, Withdrawals

if TYPE_CHECKING:
    from collections.abc import Sequence

JSON = dict[str, Any]
TABLE = Table()
WITHDRAW = "enableWithdrawals"
DAILY_QUOTA = Decimal(8_000_000)
"""How much, in USDT, an account may withdraw in 24 hours."""


@TABLE.operation(
    "GET /sapi/v1/capital/deposit/hisrec",
    weight=1,
    parameters="includeSource coin status startTime endTime offset limit txId",
    permission=READ,
)
def deposit_history(call: Call) -> list[JSON]:
    params, span = call.params, _ninety_days(call)
    coin, transaction = params.text("coin"), params.text("txId")
    status = params.integer("status")
    rows = [
        record
        for record in reversed(call.account.part(Deposits).records)
        if span.covers(record.time)
        and coin in {None, record.coin}
        and transaction in {None, record.transaction}
        and status in {None, deposits.SUCCESS}
    ]
    source = params.flag("includeSource")
    return [deposits.view(record, source=source) for record in _cut(call, rows)]


@TABLE.operation("GET /sapi/v1/capital/withdraw/quota", weight=10, permission=READ)
def quota(call: Call) -> JSON:
    return {"wdQuota": plain(DAILY_QUOTA), "usedWdQuota": plain(_withdrawn_today(call))}


@TABLE.operation(
    "POST /sapi/v1/capital/withdraw/apply",
    weight=900,
    by_uid=True,
    parameters=(
        "coin withdrawOrderId network address addressTag amount transactionFeeFlag name walletType"
    ),
    permission=WITHDRAW,
)
def withdraw(call: Call) -> JSON:
    withdrawal = _read(call)
    wallet = WALLETS[SOURCES[withdrawal.wallet]](call.core, call.account)
    taken = withdrawal.amount + withdrawal.fee
    if wallet.free(withdrawal.coin) < taken:
        raise refusals.withdrawal_not_covered()
    worth = prices.value(call.core, [(withdrawal.coin, taken)], prices.DOLLAR)
    if _withdrawn_today(call) + worth > DAILY_QUOTA:
        raise refusals.beyond_quota()
    withdrawals.send(call.core, call.account, withdrawal)
    return {"id": withdrawal.id}


@TABLE.operation(
    "GET /sapi/v1/capital/withdraw/history",
    weight=18_000,
    by_uid=True,
    parameters="coin withdrawOrderId status offset limit idList startTime endTime",
    permission=READ,
)
def withdraw_history(call: Call) -> list[JSON]:
    params, now, span = call.params, call.core.clock(), _ninety_days(call)
    coin, name, ids = (params.text(each) for each in ("coin", "withdrawOrderId", "idList"))
    status = params.integer("status")
    rows = [
        record
        for record in reversed(call.account.part(Withdrawals).records)
        if span.covers(record.time)
        and coin in {None, record.coin}
        and name in {None, record.name}
        and status in {None, record.status(now)}
        and (ids is None or record.id in ids.split(","))
    ]
    return [withdrawals.view(record, now) for record in _cut(call, rows)]


def _read(call: Call) -> Withdrawal:
    """Read what somebody wants to withdraw; the fee is taken out of the amount."""
    params, (coin, route) = call.params, asked(call)
    target, memo = params.required("address"), params.text("addressTag")
    amount = params.required_decimal("amount")
    if not re.fullmatch(route.network.address_regex, target):
        raise refusals.bad_address()
    if memo and not route.network.memo:
        raise refusals.tag_not_supported()
    receiver = withdrawals.owner(call.core, route.network, target)
    if receiver is call.account:
        raise refusals.bad_address()
    least = LEAST_INTERNAL if receiver else route.least
    if amount < least:
        raise refusals.below_least_withdrawal(plain(least))
    fee, number_ = ZERO if receiver else route.fee, call.core.next_id()
    on_chain = deposits.transaction_id(number_)
    return Withdrawal(
        id=uuid.uuid5(uuid.NAMESPACE_OID, str(number_)).hex,
        coin=coin.code,
        amount=amount - fee,
        fee=fee,
        network=route.network,
        address=target,
        memo=memo or "",
        name=params.text("withdrawOrderId"),
        wallet=int(params.choice("walletType", ("0", "1")) or 0),
        time=call.core.clock(),
        transaction=f"Internal transfer {number_}" if receiver else on_chain,
        internal=receiver is not None,
    )


def _withdrawn_today(call: Call) -> Decimal:
    since = call.core.clock() - DAY
    records = call.account.part(Withdrawals).records
    taken = [(each.coin, each.amount + each.fee) for each in records if each.time > since]
    return prices.value(call.core, taken, prices.DOLLAR)


def _ninety_days(call: Call) -> Span:
    start, end = call.params.window()
    end = call.core.clock() if end is None else end
    start = end - 90 * DAY if start is None else start
    if end - start > 90 * DAY:
        raise refusals.beyond_ninety_days()
    return Span(start, end)


def _cut(call: Call, rows: Sequence[Any]) -> Sequence[Any]:
    first = call.params.integer("offset") or 0
    return rows[first : first + call.params.limit(1_000, 1_000)]
