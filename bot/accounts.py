"""Each person's door to their own Binance account, opened from the stored key when needed."""

from collections import OrderedDict
from dataclasses import dataclass

from binance import Account, Binance
from binance.signing import KeyKind, signer
from bot.i18n import note
from bot.refusals import NoKey
from storage import ApiKey, Storage

CAPACITY = 512  # opened accounts kept; each is a signer, about a kilobyte


@dataclass(frozen=True)
class Connected:
    """A stored key and the account it opens."""

    key: ApiKey
    account: Account


class Accounts:
    """Opens, shares and closes the account of each person in this environment."""

    def __init__(
        self, storage: Storage, binance: Binance, environment: str, *, recv_window: int = 5000
    ) -> None:
        self._storage, self._binance, self._environment = storage, binance, environment
        self.recv_window = recv_window  # milliseconds after signing that a request is good for
        self._opened: OrderedDict[int, Connected] = OrderedDict()
        self._changes = 0

    async def of(self, user_id: int) -> Connected:
        """The person's account; `NoKey` when there is none, or it was suspended."""
        if user_id in self._opened:
            self._opened.move_to_end(user_id)
            return self._opened[user_id]
        changes = self._changes
        connected = await self._open(user_id)
        if changes != self._changes:  # somebody's key changed meanwhile, perhaps this one's
            return connected
        self._opened[user_id] = connected
        if len(self._opened) > CAPACITY:
            self._opened.popitem(last=False)
        return connected

    def forget(self, user_id: int) -> None:
        """The key changed or is gone: open anew next time."""
        self._opened.pop(user_id, None)
        self._changes += 1

    async def _open(self, user_id: int) -> Connected:
        async with self._storage.read() as unit:
            key = await unit.keys.active(user_id, self._environment)
            if key is None:
                raise NoKey(note("Connect your Binance account first: /setkey"))
            opened = unit.keys.opened(key)
        signing = signer(KeyKind(opened.kind.upper()), opened.api_key, opened.secret)
        return Connected(key, self._binance.account(signing, recv_window=self.recv_window))


def uid(key: ApiKey) -> int:
    """The Binance account behind a key; where Binance tells none, one's own id stands for it."""
    return key.account_uid if key.account_uid is not None else key.user_id
