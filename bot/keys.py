"""Connecting a Binance account: a key is checked before it is kept.

The bot makes an Ed25519 pair and gives away its public half, so that no secret ever travels;
a key and secret of the person's own making are the second choice.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from binance import Account, Binance
from binance.errors import BadKey
from binance.models.account import AccountInfo
from binance.models.wallet import ApiRestrictions as Rights
from binance.private.asset import ApiRestrictions
from binance.private.spot import GetAccount
from binance.signing import KeyKind, new_ed25519_pair, signer
from bot.accounts import Accounts
from bot.following import Follows
from bot.i18n import note
from bot.refusals import Refused
from storage import AccountTaken, ApiKey, PairGone, Storage

PAIR_LIFE = timedelta(hours=24)

FORBIDDEN = {
    "enable_withdrawals": "Enable Withdrawals",
    "enable_internal_transfer": "Enable Internal Transfer",
    "permits_universal_transfer": "Permits Universal Transfer",
}


@dataclass(frozen=True)
class Checked:
    """What Binance says about a key that may be kept."""

    account_uid: int | None
    can_trade: bool
    ip_restricted: bool | None  # None where the environment does not tell


@dataclass(frozen=True)
class Connection:
    """A key that was just connected; what its owner should know about it."""

    key: ApiKey
    ip_restricted: bool | None


class Keys:
    """Takes, checks, shows and forgets the keys of people."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        accounts: Accounts,
        followers: Follows,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._binance, self._accounts = storage, binance, accounts
        self._followers, self._environment, self._now = followers, environment, now

    async def begin(self, user_id: int) -> ApiKey:
        """The pair of this person that waits for the id Binance gives its public half.

        Asked twice it is the same one: it may be registered at Binance already.
        """
        if (waiting := await self.waiting(user_id)) is not None:
            return waiting
        pair = await asyncio.to_thread(new_ed25519_pair)
        async with self._storage.begin() as unit:
            return await unit.keys.begin_pair(
                user_id,
                self._environment,
                private_pem=pair.private_pem,
                public_pem=pair.public_pem,
                fingerprint=pair.fingerprint,
                expires_at=self._now() + PAIR_LIFE,
            )

    async def waiting(self, user_id: int) -> ApiKey | None:
        """The pair whose key id is still to come."""
        async with self._storage.read() as unit:
            return await unit.keys.pending(user_id, self._environment)

    async def complete(self, user_id: int, api_key: str) -> Connection:
        """The person brought the key id: check it and connect the account."""
        async with self._storage.read() as unit:
            pending = await unit.keys.pending(user_id, self._environment)
            if pending is None:
                raise Refused(note("There is no key waiting to be completed: begin with /setkey"))
            secret = unit.keys.opened(pending).secret
        await self._nothing_open(user_id)
        checked = await self._check(KeyKind.ED25519, api_key, secret)
        try:
            async with self._storage.begin() as unit:
                key = await unit.keys.activate(
                    user_id, pending.id, api_key=api_key,
                    account_uid=checked.account_uid, can_trade=checked.can_trade,
                    ip_restricted=bool(checked.ip_restricted),
                )  # fmt: skip
                await unit.audit.note(user_id, "key.connected", kind=key.kind)
        except AccountTaken:
            raise Refused(TAKEN) from None
        except PairGone:
            raise Refused(note("That key pair has expired: begin anew with /setkey")) from None
        return await self._connected(key, checked)

    async def add_hmac(self, user_id: int, api_key: str, secret: str) -> Connection:
        """Check and connect a key whose secret the person sent."""
        await self._nothing_open(user_id)
        checked = await self._check(KeyKind.HMAC, api_key, secret)
        try:
            async with self._storage.begin() as unit:
                key = await unit.keys.add(
                    user_id, self._environment, "hmac", api_key, secret,
                    account_uid=checked.account_uid, can_trade=checked.can_trade,
                    ip_restricted=bool(checked.ip_restricted),
                )  # fmt: skip
                await unit.audit.note(user_id, "key.connected", kind="hmac")
        except AccountTaken:
            raise Refused(TAKEN) from None
        return await self._connected(key, checked)

    async def of(self, user_id: int) -> list[ApiKey]:
        """Everything kept of this person, newest first."""
        async with self._storage.read() as unit:
            return await unit.keys.of(user_id, self._environment)

    async def delete(self, user_id: int) -> int:
        """Forget all keys of a person; how many there were."""
        await self._nothing_open(user_id)
        async with self._storage.begin() as unit:
            gone = await unit.keys.delete(user_id, self._environment)
            if gone:
                await unit.audit.note(user_id, "key.deleted")
        self._accounts.forget(user_id)
        self._followers.leave(user_id)
        return gone

    async def _connected(self, key: ApiKey, checked: Checked) -> Connection:
        self._accounts.forget(key.user_id)
        await self._followers.follow(key)
        return Connection(key, checked.ip_restricted)

    async def _nothing_open(self, user_id: int) -> None:
        """While an order's outcome is unknown, the key is needed to find it out."""
        async with self._storage.read() as unit:
            unresolved = await unit.orders.unresolved(self._environment)
            key = await unit.keys.active(user_id, self._environment)
        # a suspended key, or one that came later, can find out nothing about the order
        if key and any(intent.key_id == key.id for intent in unresolved):
            raise Refused(
                note(
                    "The outcome of an order of yours is still being checked with this key. "
                    "Try again in a minute."
                )
            )

    async def _check(self, kind: KeyKind, api_key: str, secret: str) -> Checked:
        """Ask Binance what the key may do; refuse one that may do too much or too little."""
        try:
            signing = signer(kind, api_key, secret)
            account = self._binance.account(signing)
            rights, info = await self._ask(account)
        except BadKey:
            raise Refused(
                note(
                    "Binance does not accept this key. Look whether it was copied whole, is "
                    "enabled, and allows our address; a new key may need a minute. Then send it "
                    "again."
                )
            ) from None
        if rights is not None:
            _refuse_dangerous(rights)
        trades = info.can_trade and (rights is None or rights.enable_spot_and_margin_trading)
        return Checked(info.uid, trades, rights.ip_restrict if rights else None)

    async def _ask(self, account: Account) -> tuple[Rights | None, AccountInfo]:
        """The key's rights, where the environment tells them, and the account it opens."""
        info = await account.send(GetAccount(omit_zero_balances=True))
        if self._binance.hosts.sapi_rest is None:
            return None, info
        return await account.send(ApiRestrictions()), info


TAKEN = note("This Binance account is connected to another person here. Disconnect it there first.")


def _refuse_dangerous(rights: Rights) -> None:
    found = [label for right, label in FORBIDDEN.items() if getattr(rights, right)]
    if found:
        raise Refused(
            note(
                "This key may move money out of your account ({rights}), so I will not keep it. "
                "Remove that right at Binance and send the key again."
            ),
            rights=", ".join(found),
        )
    if not rights.enable_reading:
        raise Refused(note("This key may not read the account. Allow reading at Binance first."))
