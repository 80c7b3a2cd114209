"""Keys are looked at again: daily, and before the first order of a day.

What a key may do is changed at Binance, by its owner or by a thief, and nobody tells us. One that
may do more than it should is suspended before anything else goes out with it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from binance import Account, Binance, Priority
from binance.errors import BadKey, BinanceError
from binance.models.account import AccountInfo
from binance.models.wallet import ApiRestrictions as Rights
from binance.private.asset import ApiRestrictions
from binance.private.spot import GetAccount
from bot import key_notices as notices
from bot.accounts import Accounts
from bot.i18n import note
from bot.key_rights import unwanted
from bot.notices import Notice
from bot.notifications import Sender
from bot.refusals import NoKey, Refused
from bot.suspension import suspend, tell
from bot.voice import voice
from storage import ApiKey, Storage, Suspension, Unit

log = logging.getLogger(__name__)

DAY = timedelta(hours=24)
SPACING = 2.0  # seconds between two keys: 43,200 a day, each 21 of weight
IDLE = 60.0  # seconds between looks when no key is due
PATIENCE = timedelta(hours=1)  # until a key that could not be looked at is tried again


@dataclass(frozen=True)
class Seen:
    """What Binance says about a key; no rights where the environment does not tell them."""

    rights: Rights | None
    info: AccountInfo

    @property
    def can_trade(self) -> bool:
        may = self.rights is None or self.rights.enable_spot_and_margin_trading
        return self.info.can_trade and may

    @property
    def ip_restricted(self) -> bool | None:
        return None if self.rights is None else self.rights.ip_restrict


async def look(binance: Binance, account: Account, *, priority: Priority) -> Seen:
    """Ask which account a key opens and what it may do: 21 of weight.

    The rights last: they are what changes, and each answer may have to wait its turn.
    """
    rights = None
    info = await account.send(GetAccount(omit_zero_balances=True), priority=priority)
    if binance.hosts.sapi_rest is not None:
        rights = await account.send(ApiRestrictions(), priority=priority)
    return Seen(rights, info)


class KeyChecks:
    """Looks at keys again, and suspends those that are not what they were."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        accounts: Accounts,
        sender: Sender,
        *,
        environment: str,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._storage, self._binance, self._accounts = storage, binance, accounts
        self._sender, self._environment, self._now = sender, environment, now
        self._sleep = sleep
        self._failed: dict[int, datetime] = {}

    async def run(self) -> None:
        """Look at each key once a day, one after another; never returns."""
        while True:
            key = await self._due()
            if key is not None:
                await self._try(key)
            await self._sleep(IDLE if key is None else SPACING)

    async def checked_today(
        self, user_id: int, key_id: int | None = None, *, harmless: bool = False
    ) -> None:
        """Let an order pass whose key was looked at on this day (UTC), or is now, and is good.

        Of the current account unless `key_id` names another; `Refused` says what is wrong. What is
        `harmless` passes without an answer as well, and the next order asks again.
        """
        connected = (
            await self._accounts.of(user_id)
            if key_id is None
            else await self._accounts.by_key(user_id, key_id)
        )
        key = connected.key
        if key.state != "active":
            raise _suspended(key)
        if key.checked_at is not None and key.checked_at.date() == self._now().date():
            return
        if not await self._answered(key, harmless=harmless):
            raise _suspended(key)

    async def check(self, key: ApiKey, *, priority: Priority = Priority.LOW) -> bool:
        """Look at a key now, suspended or not; True when it is in use afterwards.

        `AccountTaken` if it was refused, and another person has its account by now.

        A suspension, or another look, that came while Binance was asked stands: what was seen may
        be older than that. Only to suspend a key it is never too late.
        """
        async with self._storage.read() as unit:
            was = await unit.keys.find(key.user_id, key.id)
        connected = await self._accounts.to_look_at(key.user_id, key.id)
        seen = await look(self._binance, connected.account, priority=priority)
        async with self._storage.begin() as unit:
            stored = await unit.keys.find(key.user_id, key.id)
            if was is None or stored is None:
                return False  # disconnected meanwhile
            good = await self._judged(unit, was, stored, seen)
        self._accounts.forget(key.user_id)
        self._sender.nudge()
        return good

    async def _answered(self, key: ApiKey, *, harmless: bool) -> bool:
        """Check on behalf of somebody who waits to order: no answer is a refusal.

        But not of what only takes risk away: that must not wait for `/sapi` to be there.
        """
        try:
            return await self.check(key, priority=Priority.HIGH)
        except BadKey:
            raise Refused(note("Binance does not accept your API key now: /keys")) from None
        except BinanceError as error:
            log.warning("a key could not be checked before an order: %r", error)
            if harmless:
                return True
            raise Refused(
                note(
                    "I look at what your API key may do before the first order of a day, and "
                    "Binance does not answer that now. Nothing was ordered; try again in a moment."
                )
            ) from None

    async def _due(self) -> ApiKey | None:
        now = self._now()
        self._failed = {key: until for key, until in self._failed.items() if until > now}
        async with self._storage.read() as unit:
            return await unit.keys.due(self._environment, now - DAY, but=self._failed)

    async def _try(self, key: ApiKey) -> None:
        try:
            await self.check(key)
        except (BinanceError, NoKey) as error:  # whether a key is refused, its stream decides
            log.info("a key could not be checked: %s", type(error).__name__)
            self._failed[key.id] = self._now() + PATIENCE

    async def _judged(self, unit: Unit, was: ApiKey, key: ApiKey, seen: Seen) -> bool:
        """Write down how the key stands, and tell its owner what is new."""
        say = await voice(unit, key.user_id)
        rights = seen.rights
        if key.account_uid is not None and seen.info.uid != key.account_uid:
            return await self._out(unit, key, "account", notices.another_account(say, key.label))
        if rights is not None and (labels := unwanted(rights)):
            notice = notices.widened(say, key.label, labels)
            return await self._out(unit, key, "rights", notice, ", ".join(labels))
        if rights is not None and not rights.enable_reading:
            return await self._out(unit, key, "rights", notices.cannot_read(say, key.label))
        checked = await unit.keys.checked(
            key.user_id, key.id, was=was,
            can_trade=seen.can_trade, ip_restricted=bool(seen.ip_restricted),
        )  # fmt: skip
        if checked is None:
            return key.state == "active"
        if key.state == "suspended":
            await unit.audit.note(key.user_id, "key.resumed", label=key.label)
        if key.ip_restricted and seen.ip_restricted is False:
            await tell(unit, key.user_id, notices.from_anywhere(say, key.label))
        if key.can_trade and not seen.can_trade:
            await tell(unit, key.user_id, notices.trades_no_more(say, key.label))
        return True

    async def _out(
        self, unit: Unit, key: ApiKey, cause: Suspension, notice: Notice, reason: str = ""
    ) -> bool:
        suspended = await suspend(unit, key, cause, notice, reason=reason)
        if not suspended and key.suspended_for == "refused":
            await tell(unit, key.user_id, notice)  # accepted again, but it stays suspended
        return False


def _suspended(key: ApiKey) -> Refused:
    return Refused(
        note("Your account {label} is suspended: /keys says why. /account switches."),
        label=key.label,
    )
