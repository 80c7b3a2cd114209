"""People's keys, and the doors that they open; outlives the process."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from bot.deeds import deed_of
from bot.refusals import NoKey
from order_world.exchange import Exchange
from order_world.history import Post
from order_world.schedule import KeyChange
from order_world.store import Disk, Row, Severed

RENEWED, OTHER = 10_000, 20_000  # what other keys are called
_NOTICED = 2.0


@dataclass
class Keys:
    """Each person's keys, of which one is the current one, and the account that each opens."""

    exchange: Exchange
    disk: Disk
    current: dict[int, int | None] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)

    def give(self, user: int) -> None:
        """Connect a first account, whose key is called as the user is."""
        self._connect(user, user, user)

    def change(self, user: int, what: KeyChange) -> None:
        match what:
            case "switched":  # to another account, which is there beside the first
                self._connect(user, user + OTHER, user + OTHER)
            case "refused":  # by Binance; somebody notices a moment later
                self.exchange.refused_keys.add(user)
                self.exchange.loop.call_later(_NOTICED, self._suspend, user)
            case "gone" | "renewed":
                self._disconnect(user, what)

    def _connect(self, user: int, key: int, account: int) -> None:
        self.current[user], self.accounts[key] = key, account
        self.disk.keys[key] = Row(
            id=key, user_id=user, state="active", suspended_for=None, label="main", can_trade=True
        )

    def _suspend(self, key: int) -> None:
        if (row := self.disk.keys.get(key)) is not None:
            self.disk.keys[key] = row.also(state="suspended", suspended_for="refused")

    def _disconnect(self, user: int, what: KeyChange) -> None:
        """Let a key go, once nothing is open that was sent with it (docs/decisions/0005)."""
        rows = [row for row in self.disk.orders.values() if row.key_id == user]
        if {row.state for row in rows} & {"SENDING", "UNKNOWN"}:
            self.exchange.loop.call_later(1.0, self._disconnect, user, what)
            return
        planned = {row.ticket_id for row in rows if row.state == "PLANNED"}
        if planned and what == "gone":
            self.exchange.loop.call_later(1.0, self._disconnect, user, what)
            return
        for row in rows:
            if row.ticket_id in planned:
                self.disk.orders[row.client_order_id] = row.also(key_id=user + RENEWED)
        self.disk.keys.pop(user, None)
        if self.current[user] == user:
            self.current[user] = None
        if what == "renewed":
            self._connect(user, user + RENEWED, user)


class Door:
    """One process's view of the keys: `bot.accounts.Accounts`, without any vault."""

    recv_window = 5000

    def __init__(self, keys: Keys, guard: "Guard", disk: Disk) -> None:
        self._keys, self._guard, self._disk = keys, guard, disk
        self.severed = False

    async def of(self, user_id: int) -> Any:
        key = self._disk.keys.get(self._keys.current.get(user_id) or 0)
        if key is None or key.state != "active":
            raise NoKey("Connect your Binance account first: /setkey")
        return self._connected(key)

    async def by_key(self, user_id: int, key_id: int) -> Any:
        key = self._disk.keys.get(key_id)
        if key is None or key.user_id != user_id or key.state != "active":
            raise NoKey("This account is not connected any more: /account")
        return self._connected(key)

    def _connected(self, key: Row) -> Any:
        account = Account(self, self._keys.exchange, key, self._keys.accounts[key.id])
        return SimpleNamespace(key=key, account=account)

    def post(self, user: int, key: int, request: Any) -> Post:
        """Note what leaves, beside what is written of it at this moment."""
        deed = deed_of(request).client_id
        return Post(
            self._keys.exchange.loop.time(), user, key, request, self._disk.orders.get(deed),
            forbidden=deed in self._guard.forbidden,
        )  # fmt: skip


class Account:
    """`binance.Account`, with the exchange right behind it."""

    __slots__ = ("_account", "_door", "_exchange", "_key", "_user")

    def __init__(self, door: Door, exchange: Exchange, key: Row, account: int) -> None:
        self._door, self._exchange, self._account = door, exchange, account
        self._user, self._key = key.user_id, key.id

    async def send(self, request: Any, *, priority: Any = None) -> Any:
        del priority
        if self._door.severed:
            raise Severed
        if not request.reads:
            post = self._door.post(self._user, self._key, request)
            return await self._exchange.post(self._account, self._key, post)
        if request.method == "POST":
            return None  # a test of an order
        return await self._exchange.asked(self._account, self._key, request)


class Guard:
    """Counts what is spent, and objects to what it was told to object to."""

    def __init__(self) -> None:
        self.forbidden: set[str] = set()
        self.too_much: set[str] = set()

    async def allow(self, user_id: int, key_id: int, request: Any) -> None:
        if deed_of(request).client_id in self.forbidden:
            raise NoKey("Trading is stopped: /resume")

    async def weigh(
        self, user_id: int, key_id: int, request: Any, *, leverage: int | None = None
    ) -> Any:
        del leverage
        if deed_of(request).client_id in self.too_much:
            raise NoKey("More than your limit: /guards")
        return 1

    async def note(self, unit: Any, user_id: int, request: Any, notional: Any, at: Any) -> None:
        unit.spent.put(deed_of(request).client_id, notional)

    async def release(self, unit: Any, user_id: int, request: Any) -> None:
        unit.spent.put(deed_of(request).client_id, 0)
