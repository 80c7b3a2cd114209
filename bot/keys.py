"""Connecting Binance accounts: a key is checked before it is kept.

The bot makes an Ed25519 pair and gives away its public half, so that no secret ever travels;
a key and secret of the person's own making are the second choice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from binance import Binance, Priority
from binance.errors import BadKey
from binance.models.wallet import ApiRestrictions as Rights
from binance.signing import KeyKind, new_ed25519_pair, signer
from bot.accounts import Accounts, can_ask, can_be_mended
from bot.following import Follows
from bot.i18n import note
from bot.key_checks import KeyChecks, Seen, look
from bot.key_rights import moves_money, unwanted
from bot.refusals import Refused
from bot.sharing import Sharing
from bot.voice import voice
from storage import AccountTaken, ApiKey, KeyKindName, LabelTaken, PairGone, Storage, Unit

PAIR_LIFE = timedelta(hours=24)
LONGEST_LABEL = 24
MOST = 10  # accounts of one person


@dataclass(frozen=True)
class Connection:
    """A key that was just connected; what its owner should know about it."""

    key: ApiKey
    ip_restricted: bool | None
    current: ApiKey | None = None  # the account that stays the current one, if it is another


Also = Callable[[Unit, Connection], Awaitable[None]]
"""Something more in the transaction that keeps a key; what it raises undoes all of it."""


class Keys:
    """Takes, checks, shows and forgets the keys of people."""

    def __init__(
        self,
        storage: Storage,
        binance: Binance,
        accounts: Accounts,
        followers: Follows,
        checks: KeyChecks,
        sharing: Sharing,
        *,
        environment: str,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._binance, self._accounts = storage, binance, accounts
        self._followers, self._environment, self._now = followers, environment, now
        self.checks, self._sharing = checks, sharing

    async def begin(self, user_id: int) -> ApiKey:
        """The pair of this person that waits for the id Binance gives its public half.

        Asked twice it is the same one: it may be registered at Binance already.
        """
        if (waiting := await self.waiting(user_id)) is not None:
            async with self._storage.begin() as unit:
                await unit.keys.await_anew(user_id, self._environment)
            return waiting
        pair = await asyncio.to_thread(new_ed25519_pair)
        async with self._storage.begin() as unit:
            await unit.audit.note(user_id, "key.begun")
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

    async def offer(self, user_id: int, api_key: str) -> None:
        """Note what was sent as the key id of the pair; `Refused` for another one than before.

        People paste an API key and then its secret, and Binance would be asked with both.
        """
        digest = sha256(api_key.encode()).hexdigest()[:16]
        async with self._storage.begin() as unit:
            if not await unit.keys.offer(user_id, self._environment, digest):
                raise Refused(ANOTHER)

    async def complete(self, user_id: int, api_key: str) -> Connection:
        """The person brought the key id: check it and connect the account."""
        async with self._storage.read() as unit:
            pending = await unit.keys.pending(user_id, self._environment)
            if pending is None:
                raise Refused(note("There is no key waiting to be completed: begin with /setkey"))
            secret = (await unit.keys.opened(pending)).secret
        seen = await self._seen(KeyKind.ED25519, api_key, secret, unknown=NOT_OURS)

        async def keep(unit: Unit, called: str) -> ApiKey:
            return await unit.keys.activate(
                user_id, pending.id, api_key=api_key, account_uid=seen.info.uid,
                can_trade=seen.can_trade, ip_restricted=bool(seen.ip_restricted), called=called,
            )  # fmt: skip

        return await self._kept(user_id, seen, keep)

    async def add_hmac(self, user_id: int, api_key: str, secret: str) -> Connection:
        """Check and connect a key whose secret the person sent."""
        return await self.add(user_id, "hmac", api_key, secret)

    async def add(
        self,
        user_id: int,
        kind: KeyKindName,
        api_key: str,
        secret: str,
        *,
        label: str = "",
        also: Also | None = None,
    ) -> Connection:
        """Check and connect a key of the person's own making.

        `secret` is a PEM but for HMAC: one that was validated, because it is not here.
        """
        wished = _label(label) if label else None
        seen = await self._seen(KeyKind(kind.upper()), api_key, secret)

        async def keep(unit: Unit, called: str) -> ApiKey:
            key = await unit.keys.add(
                user_id, self._environment, kind, api_key, secret, account_uid=seen.info.uid,
                can_trade=seen.can_trade, ip_restricted=bool(seen.ip_restricted), called=called,
            )  # fmt: skip
            named = await unit.keys.rename(user_id, key.id, wished) if wished else None
            return named or key

        return await self._kept(user_id, seen, keep, also)

    async def of(self, user_id: int) -> list[ApiKey]:
        """Everything kept of this person, newest first."""
        async with self._storage.read() as unit:
            return await unit.keys.of(user_id, self._environment)

    async def accounts(self, user_id: int) -> list[ApiKey]:
        """The person's accounts in the order of connecting, suspended ones too."""
        async with self._storage.read() as unit:
            return await unit.keys.accounts(user_id, self._environment)

    async def find(self, user_id: int, key_id: int) -> ApiKey:
        """One of the person's accounts; `Refused` when it is gone."""
        for key in await self.accounts(user_id):
            if key.id == key_id:
                return key
        raise Refused(GONE)

    async def use(self, user_id: int, key_id: int) -> ApiKey:
        """Make an account the one that is meant where none is named."""
        async with self._storage.begin() as unit:
            chosen = await unit.keys.use(user_id, key_id)
            if chosen is None:
                raise Refused(GONE)
            await unit.audit.note(user_id, "key.chosen", label=chosen.label)
        self._accounts.forget(user_id)
        return chosen

    async def rename(self, user_id: int, key_id: int, label: str) -> ApiKey:
        """Give an account another label."""
        label = _label(label)
        try:
            async with self._storage.begin() as unit:
                named = await unit.keys.rename(user_id, key_id, label)
                if named is None:
                    raise Refused(GONE)
                await unit.audit.note(user_id, "key.renamed", label=label)
        except LabelTaken:
            raise Refused(NAMED) from None
        self._accounts.forget(user_id)
        return named

    async def recheck(self, user_id: int, key_id: int) -> ApiKey:
        """Look at a suspended key again, after its owner mended it at Binance."""
        key = await self.find(user_id, key_id)
        if not can_be_mended(key):
            raise Refused(note("This key cannot be mended. Connect a new one: /setkey"))
        try:
            await self.checks.check(key, priority=Priority.HIGH)
        except BadKey:
            raise Refused(STILL_REFUSED) from None
        except AccountTaken:
            assert key.account_uid is not None
            await self._sharing.ask(user_id, key.account_uid)
            raise Refused(TAKEN_SINCE) from None
        found = await self.find(user_id, key_id)
        if found.state == "active" and key.state != "active":
            await self._followers.follow(found)
        return found

    async def forget(
        self,
        unit: Unit,
        user_id: int,
        key_ids: Collection[int],
        *,
        whatever_waits: bool = False,
    ) -> list[ApiKey]:
        """Delete keys in a transaction; afterwards tell `forgotten` what this gave.

        `whatever_waits` that stops which wait behind an entry are called off with their key.
        """
        await self._nothing_open(unit, user_id, key_ids)
        if not whatever_waits:
            await self._nothing_waits(unit, user_id, key_ids)
        removed = [await unit.keys.remove(user_id, key_id) for key_id in key_ids]
        gone = [key for key in removed if key is not None]
        for key in gone:
            await unit.audit.note(user_id, "key.deleted", label=key.label)
        return gone

    def forgotten(self, keys: Iterable[ApiKey]) -> None:
        for key in keys:
            self._accounts.forget(key.user_id)
            self._followers.leave(key)

    async def _kept(
        self,
        user_id: int,
        seen: Seen,
        keep: Callable[[Unit, str], Awaitable[ApiKey]],
        also: Also | None = None,
    ) -> Connection:
        account_uid = seen.info.uid
        try:
            async with self._storage.begin() as unit:
                before = await unit.keys.accounts(user_id, self._environment)
                replaced = [one for one in before if one.account_uid == account_uid]
                older = [one.id for one in replaced]
                await self._nothing_open(unit, user_id, older)
                if account_uid is None:  # nobody can tell whether it is the same account
                    await self._nothing_waits(unit, user_id, older)
                say = await voice(unit, user_id)
                key = await keep(unit, say("Account"))
                await unit.orders.hand_over(user_id, older, key.id)
                accounts = await unit.keys.accounts(user_id, self._environment)
                if len(accounts) > MOST:
                    raise Refused(
                        note("{most} accounts are the most. Remove one: /keys"), most=MOST
                    )
                await unit.audit.note(user_id, "key.connected", kind=key.kind, label=key.label)
                current = (one for one in accounts if one.is_current and one.id != key.id)
                connection = Connection(key, seen.ip_restricted, next(current, None))
                if also is not None:
                    await also(unit, connection)
        except LabelTaken:
            raise Refused(NAMED) from None
        except AccountTaken:
            assert account_uid is not None
            await self._sharing.ask(user_id, account_uid)
            raise Refused(TAKEN) from None
        except PairGone:
            raise Refused(note("That key pair has expired: begin anew with /setkey")) from None
        self._accounts.forget(user_id)
        self.forgotten(replaced)
        await self._followers.follow(key)
        return connection

    async def _nothing_open(self, unit: Unit, user_id: int, key_ids: Collection[int]) -> None:
        """While an order's outcome is unknown, its key is needed to find it out."""
        unresolved = {one.key_id for one in await unit.orders.unresolved(self._environment)}
        for key_id in unresolved.intersection(key_ids):
            key = await unit.keys.find(user_id, key_id)
            # a key that Binance refuses can find out nothing about the order
            if key is not None and can_ask(key):
                raise Refused(
                    note(
                        "The outcome of an order of yours is still being checked with this key. "
                        "Try again in a minute."
                    )
                )

    async def _nothing_waits(self, unit: Unit, user_id: int, key_ids: Collection[int]) -> None:
        """What is to follow an order, a stop above all, goes out with the key of that order."""
        for intent, _ in await unit.orders.planned(self._environment):
            if intent.key_id not in key_ids:
                continue
            key = await unit.keys.find(user_id, intent.key_id)
            if key is not None and can_ask(key):
                raise Refused(
                    note(
                        "A stop or target of yours in {symbol} waits for its order to fill, and "
                        "cannot be placed without this key. Cancel that order first (/orders), or "
                        "connect a new key of the same account in its place: /setkey"
                    ),
                    symbol=intent.symbol,
                )

    async def _seen(
        self, kind: KeyKind, api_key: str, secret: str, *, unknown: str | None = None
    ) -> Seen:
        """Ask Binance what the key may do; refuse one that may do too much or too little."""
        try:
            account = self._binance.account(signer(kind, api_key, secret, trusted=True))
            seen = await look(self._binance, account, priority=Priority.NORMAL)
        except BadKey:
            raise Refused(unknown or UNKNOWN) from None
        if seen.rights is not None:
            _refuse_dangerous(seen.rights)
        return seen


NAMED = note("Another account of yours is called so.")
GONE = note("This account is not in use any more: /account")
UNKNOWN = note(
    "Binance does not accept this key. Look whether it was copied whole, is enabled, and allows our"
    " address; a new key may need a minute. Then send it again."
)
NOT_OURS = note(
    "Binance does not accept this key for the public key I showed you. Look whether it was copied "
    "whole, is enabled, and allows our address; a new key may need a minute. Then send the same "
    "one again. If a secret belongs to it, do not send that: such a key is connected in another "
    "way, see /setkey"
)
ANOTHER = note(
    "This is not what you sent before, and may be a secret, so I have not sent it to Binance. If "
    "it is one, Telegram has seen it: delete that key at Binance and make a new one. If it is the "
    "API key for my public key, begin with /setkey and send it again."
)
TAKEN = note(
    "This Binance account is connected to another person here. I have asked them: if they agree "
    "within 10 minutes, I tell you, and you send the key again. Otherwise disconnect it there "
    "first."
)

STILL_REFUSED = note(
    "Binance does not accept this key. Look there whether it is enabled and allows our address; "
    "then tap “Check again” once more, in a minute. If it is gone, connect a new one: /setkey"
)
TAKEN_SINCE = note(
    "This Binance account is connected to another person here by now. I have asked them: if they "
    "agree within 10 minutes, I tell you, and you tap “Check again” once more. Otherwise "
    "disconnect it there first."
)


def _label(text: str) -> str:
    """A name for an account, without needless white space; `Refused` when it cannot be one."""
    label = " ".join(text.split())
    if not 0 < len(label) <= LONGEST_LABEL or not label.isprintable() or ">" in label:
        raise Refused(note("A name has 1 to {most} letters, without “>”."), most=LONGEST_LABEL)
    return label


def _refuse_dangerous(rights: Rights) -> None:
    if moves_money(rights):
        raise Refused(
            note(
                "This key may move money out of your account ({rights}), so I will not keep it. "
                "Remove that right at Binance and send the key again."
            ),
            rights=", ".join(unwanted(rights)),
        )
    if found := unwanted(rights):
        raise Refused(
            note(
                "This key may do more than I need ({rights}), so I will not keep it. "
                "Remove that right at Binance and send the key again."
            ),
            rights=", ".join(found),
        )
    if not rights.enable_reading:
        raise Refused(note("This key may not read the account. Allow reading at Binance first."))
