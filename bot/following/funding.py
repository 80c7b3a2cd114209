"""Funding: what positions pay or are paid every few hours, a silent line each.

What was paid while nobody listened is asked for afterwards, once, and told together. Everything
that was told is written down in the transaction that puts the message into the outbox.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from binance.models.events.contract_account import AccountUpdate
from binance.models.futures.history import Income
from binance.models.futures.terms import IncomeType
from bot.accounts import Connected, uid
from bot.following import market_notices as notices
from bot.following.contract_history import KEPT, Questions
from bot.following.missed_funding import is_told, untold
from bot.following.pushing import Pushing
from bot.following.slow_questions import SlowQuestions
from bot.i18n import Say
from bot.notices import Notice
from bot.whose import same_account
from storage import ApiKey, FundingPaid, Market, Owner, Storage, Unit

SETTING = "funding"  # of a person; False declines these lines
REASON = "FUNDING_FEE"
PAGE = 1000
HOUR = timedelta(hours=1)  # the shortest time between two payments
LATE = timedelta(minutes=2)  # by which a payment may come after the full hour
_STEP = timedelta(milliseconds=1)


@dataclass(frozen=True, eq=False)
class _Gap:
    """Something may be missing since then; since nobody knows when, if that is None."""

    since: datetime | None


class Fundings:
    """Tells of the funding of one market."""

    def __init__(
        self,
        questions: Questions,
        storage: Storage,
        pushing: Pushing,
        slow: SlowQuestions,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._ask, self._storage, self._pushing = questions, storage, pushing
        self._market, self._slow, self._now = questions.market, slow, now
        self._behind: dict[int, _Gap] = {}  # by key

    def interrupted(self, key_id: int, gap: float | None) -> None:
        """Something may be missing of the last seconds; or since nobody knows when."""
        since = self._now() - timedelta(seconds=gap) - LATE if gap else None
        if (open_ := self._behind.get(key_id)) is not None:
            since = min(since, open_.since) if since and open_.since else None
        self._behind[key_id] = _Gap(since)

    def forget(self, key_id: int) -> None:
        self._behind.pop(key_id, None)

    async def happened(self, key: ApiKey, event: AccountUpdate) -> None:
        """Take a change of an account, of whatever reason."""
        if event.update.reason != REASON:
            return
        for one in event.update.balances:
            if one.change:
                await self._heard(
                    key,
                    FundingPaid(
                        **self._place(key), at=event.transaction_time, symbol=_symbol(event) or "",
                        asset=one.asset, amount=one.change, tran_id=None,
                    ),
                )  # fmt: skip

    async def look(self, connected: Connected, *, concerned: bool) -> None:
        """Ask once for what was missed; not of who has nothing on this market."""
        key, asked_at = connected.key, self._now()
        if (gap := self._behind.get(key.id)) is None:
            return
        since = await self._since(key, gap)
        due = gap.since is None or _an_hour_ended(gap.since, asked_at)
        history = await self._history(connected, since) if concerned and due else []
        async with self._storage.begin() as unit:
            await self._tell(unit, key, history, since)
            await self._move(unit, key, max(since, asked_at - HOUR) if due else since)
        if self._behind.get(key.id) is gap:  # and there was no other one meanwhile
            self.forget(key.id)
        self._pushing.nudge()

    async def _heard(self, key: ApiKey, paid: FundingPaid) -> None:
        """The stream told of a payment; nothing before it is missing, if nothing was before."""
        async with self._storage.begin() as unit:
            known = await unit.fundings.since(_owner(key), self._market, paid.at - HOUR)
            if not is_told(paid, known) and await unit.fundings.note(paid):
                told = notices.Funding(paid.symbol or None, paid.asset, paid.amount)
                await self._pushing.put(
                    unit, key,
                    f"{self._market}:funding:{paid.symbol}:{paid.asset}:{paid.amount}:{paid.at}",
                    lambda say: notices.funding(say, self._market, told),
                    silent=True, unless_off=SETTING,
                )  # fmt: skip
            if key.id not in self._behind:
                await self._move(unit, key, min(paid.at, self._now()) - HOUR)
        self._pushing.nudge()

    async def _since(self, key: ApiKey, gap: _Gap) -> datetime:
        """From when on to ask: never what an account did before anybody connected it."""
        now = self._now()
        async with self._storage.read() as unit:
            cursor = await unit.fundings.cursor(_owner(key), self._market)
            readers = await same_account(unit, key)
        connected_at = min((one.verified_at or now for one in readers), default=now)
        if cursor is None:  # a first look; or one by a bot that kept no account of this before
            cursor = connected_at if now - connected_at < HOUR else gap.since or now
        return max(cursor, connected_at, gap.since or cursor, now - KEPT)

    async def _history(self, connected: Connected, since: datetime) -> list[Income]:
        found: list[Income] = []
        while True:
            page = await self._slow.send(
                connected,
                self._ask.incomes(income_type=IncomeType.FUNDING_FEE, start_time=since, limit=PAGE),
            )
            found += page
            if len(page) < PAGE:
                return found
            # its time may have more rows than the page had room for
            last = max(one.time for one in page)
            since = last if last > since else last + _STEP

    async def _tell(
        self, unit: Unit, key: ApiKey, history: Sequence[Income], since: datetime
    ) -> None:
        """Tell what nobody was told of; everybody what came since they connected."""
        known = await unit.fundings.since(_owner(key), self._market, since - HOUR)
        missed = untold(history, known)
        for one in missed:
            await unit.fundings.note(
                FundingPaid(
                    **self._place(key), at=one.time, symbol=one.symbol, asset=one.asset,
                    amount=one.income, tran_id=one.tran_id,
                )
            )  # fmt: skip
        for each in await self._pushing.readers(unit, key, SETTING):
            news = [one for one in missed if each.verified_at and one.time >= each.verified_at]
            if news:
                await self._pushing.put_for(
                    unit, each, f"{self._market}:funding:missed:{news[-1].tran_id}",
                    partial(_missed, market=self._market, payments=news), silent=True,
                )  # fmt: skip

    async def _move(self, unit: Unit, key: ApiKey, since: datetime) -> None:
        await unit.fundings.move_cursor(_owner(key), self._market, since, forget=since - HOUR)

    def _place(self, key: ApiKey) -> dict[str, Any]:
        return {
            "environment": key.environment,
            "account_uid": uid(key),
            "market": self._market,
        }


def _missed(say: Say, market: Market, payments: Sequence[Income]) -> Notice:
    news = [
        (notices.Funding(one.symbol or None, one.asset, one.income), one.time) for one in payments
    ]
    return notices.missed_funding(say, market, news)


def _owner(key: ApiKey) -> Owner:
    return Owner(key.environment, uid(key))


def _an_hour_ended(begin: datetime, end: datetime) -> bool:
    """Whether funding may have been due in between: it is, at full hours."""
    return (end + LATE).replace(minute=0, second=0, microsecond=0) >= begin


def _symbol(event: AccountUpdate) -> str | None:
    """What it was paid for: told by name, or by the one isolated position that changed."""
    if event.update.symbol:
        return event.update.symbol
    symbols = {one.symbol for one in event.update.positions}
    return symbols.pop() if len(symbols) == 1 else None
