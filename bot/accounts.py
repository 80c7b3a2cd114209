"""Each person's doors to their own Binance accounts, opened from stored keys when needed."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeGuard

from binance import Account, Binance
from binance.signing import KeyKind, Signer, signer
from bot.i18n import note
from bot.refusals import NoKey, Refused
from storage import ApiKey, OpenedKey, Storage, Unit, VaultError

CAPACITY = 512  # opened accounts kept; each is a signer, about a kilobyte


@dataclass(frozen=True)
class Connected:
    """A stored key and the account it opens."""

    key: ApiKey
    account: Account


class Accounts:
    """Opens, shares and closes the accounts of people in this environment."""

    def __init__(
        self, storage: Storage, binance: Binance, environment: str, *, recv_window: int = 5000
    ) -> None:
        self._storage, self._binance, self._environment = storage, binance, environment
        self.recv_window = recv_window  # milliseconds after signing that a request is good for
        self._current: dict[int, int] = {}  # the key of each person of whom an account is open
        self._opened: OrderedDict[int, Connected] = OrderedDict()
        self._changes = 0

    async def of(self, user_id: int) -> Connected:
        """The person's current account; `NoKey` when there is none, or it was suspended."""
        opened = self._at_hand(user_id, self._current.get(user_id))
        if opened is not None:
            return opened
        changes = self._changes
        async with self._storage.read() as unit:
            key = await unit.keys.current(user_id, self._environment)
            if key is None:
                raise NoKey(note("Connect your Binance account first: /setkey"))
            if key.state != "active":
                raise NoKey(
                    note("Your account {label} is suspended: /keys says why. /account switches."),
                    label=key.label,
                )
            connected = await self._connected(unit, key)
        if changes == self._changes:  # else somebody's key changed meanwhile, perhaps this one's
            self._current[user_id] = key.id
            self._keep(connected)
        return connected

    async def check_chosen(self, user_id: int, key_id: int) -> None:
        """Return if it is this key that a person uses now; else say which account it opens."""
        if (await self.of(user_id)).key.id == key_id:
            return
        meant = await self.by_key(user_id, key_id)
        raise Refused(
            note("That is in your account {label}. Choose it first: /keys"), label=meant.key.label
        )

    async def by_key(self, user_id: int, key_id: int) -> Connected:
        """The account that a key opens, current or not; `NoKey` when the key is gone.

        Also one suspended for what it may do too much: what was sent with it must still be found.
        Look at `key.state` before sending anything new.
        """
        if (opened := self._at_hand(user_id, key_id)) is not None:
            return opened
        changes = self._changes
        async with self._storage.read() as unit:
            key = await unit.keys.find(user_id, key_id)
            if key is None or key.environment != self._environment or not can_ask(key):
                raise NoKey(note("This account is not connected any more: /account"))
            connected = await self._connected(unit, key)
        if changes == self._changes:
            self._keep(connected)
        return connected

    async def to_look_at(self, user_id: int, key_id: int) -> Connected:
        """The account for one look at its key, also at one that Binance refused.

        Of such a one nothing is kept open: until the look was good, nobody else may use it.
        """
        async with self._storage.read() as unit:
            key = await unit.keys.find(user_id, key_id)
            if _is_refused(key) and key.environment == self._environment:
                return await self._connected(unit, key)
        return await self.by_key(user_id, key_id)

    def forget(self, user_id: int) -> None:
        """One of the person's keys changed or is gone: open anew next time."""
        self._current.pop(user_id, None)
        for key_id in [key_id for key_id, one in self._opened.items() if _is_of(one, user_id)]:
            del self._opened[key_id]
        self._changes += 1

    def _at_hand(self, user_id: int, key_id: int | None) -> Connected | None:
        opened = self._opened.get(key_id) if key_id is not None else None
        if opened is None or not _is_of(opened, user_id):
            return None
        self._opened.move_to_end(opened.key.id)
        return opened

    def _keep(self, connected: Connected) -> None:
        self._opened[connected.key.id] = connected
        if len(self._opened) > CAPACITY:
            _, closed = self._opened.popitem(last=False)
            self._current.pop(closed.key.user_id, None)

    async def _connected(self, unit: Unit, key: ApiKey) -> Connected:
        try:
            signing = signing_of(await unit.keys.opened(key))
        except VaultError:
            raise NoKey(
                note("What I keep of the account {label} does not open. Connect it anew: /setkey"),
                label=key.label,
            ) from None
        return Connected(key, self._binance.account(signing, recv_window=self.recv_window))


def can_ask(key: ApiKey) -> bool:
    """Whether Binance answers to a key, even if we order nothing with it any more."""
    return key.state == "active" or key.suspended_for == "rights"


def can_be_mended(key: ApiKey) -> bool:
    """Whether its owner may have set right at Binance what a key was suspended for."""
    return can_ask(key) or _is_refused(key)


def _is_refused(key: ApiKey | None) -> TypeGuard[ApiKey]:
    return key is not None and key.suspended_for == "refused"


def signing_of(opened: OpenedKey) -> Signer:
    """The signer of a key that is kept: it was validated before, and its seal keeps it as it was.

    To validate RSA takes longer than anything else here, and each market follows with its own.
    """
    return signer(KeyKind(opened.kind.upper()), opened.api_key, opened.secret, trusted=True)


def uid(key: ApiKey) -> int:
    """The Binance account behind a key; where Binance tells none, one's own id stands for it."""
    return key.account_uid if key.account_uid is not None else key.user_id


def _is_of(connected: Connected, user_id: int) -> bool:
    return connected.key.user_id == user_id
