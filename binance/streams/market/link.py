"""One connection to market streams, from its opening to its end."""

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import count
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from binance.streams.connection import SocketPolicy, decode, loop_time
from binance.streams.dialling import NOT_OPENED, Socket
from binance.streams.market.routes import Route
from binance.streams.pace import Pace

log = logging.getLogger(__name__)

_NAMES_A_MESSAGE = 200
_ATTEMPTS = 3  # at a subscription that is refused

Change = tuple[str, list[str]]


class _Envelope(msgspec.Struct, gc=False):
    """What stands around every event; the event itself is left for who knows its type."""

    stream: str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")
    id: int | str | None = None  # of a request that this answers


_open = msgspec.json.Decoder(_Envelope).decode


class Ears(Protocol):
    """Whoever the connection tells what it hears."""

    def opened(self, link: "Link") -> None: ...

    def agreed(self, link: "Link", names: Iterable[str]) -> None: ...

    def heard(self, link: "Link", name: str, data: msgspec.Raw) -> None: ...

    def refused(self, link: "Link", name: str, code: int, msg: str) -> None: ...

    def shutting_down(self, link: "Link") -> None: ...


class Link:
    """Asks for the streams that are wanted, within the messages that may be written.

    `asked` are those it has asked for, `agreed` those that Binance has acknowledged: which does
    not mean that it delivers them. `retiring` asks for a successor. Times are the loop's.
    """

    def __init__(
        self, route: Route, wanted: AbstractSet[str], policy: SocketPolicy, ears: Ears
    ) -> None:
        self._route, self._wanted, self._policy, self._ears = route, wanted, policy, ears
        self._writes = Pace(route.writes, 1.0, now=loop_time)
        self._socket: Socket | None = None
        self._changed, self._leaving = asyncio.Event(), asyncio.Event()
        self._ids = count(1)
        self._requests: dict[int | str | None, list[str]] = {}
        self._halves: deque[list[str]] = deque()
        self._again: set[str] = set()
        self._refusals: Counter[str] = Counter()
        self._resting: set[str] = set()
        self.asked: set[str] = set()
        self.agreed: set[str] = set()
        self.opened_at: float | None = None
        self.expires_at = 0.0
        self.heard_at = 0.0
        self.events = 0
        self.retiring = False

    @property
    def alive(self) -> bool:
        return self._socket is not None and self._socket.alive

    async def run(self) -> None:
        """Open the connection and live until it ends."""
        try:
            async with self._policy.dial(self._url(), self._policy.open_timeout) as socket:
                self._begin(socket)
                async with asyncio.TaskGroup() as group:
                    others = (self._write(socket), self._leave(socket))
                    tasks = [group.create_task(other) for other in others]
                    await self._read(socket)
                    for task in tasks:
                        task.cancel()
        except NOT_OPENED as error:
            log.info("no connection (%s)", type(error).__name__)

    def leave(self) -> None:
        """Close the connection, as soon as it is open if need be."""
        self._leaving.set()

    def change(self) -> None:
        """Look again at what is wanted; what was refused may be asked for anew by others."""
        self._forgive((self._resting | self._refusals.keys()) - self._wanted)
        self._changed.set()

    def ask_again(self, names: Iterable[str]) -> None:
        """Unsubscribe and subscribe streams that are silent."""
        self._again |= self.asked & set(names)
        self._changed.set()

    def _url(self) -> str:
        """Name what is wanted in the URL, so that delivery begins with the connection."""
        self.asked = set(sorted(self._wanted)[:_NAMES_A_MESSAGE])
        names = (quote(name, safe="@!") for name in sorted(self.asked))
        return f"{self._route.origin}/stream?streams={'/'.join(names)}"

    def _begin(self, socket: Socket) -> None:
        self._socket = socket
        self.opened_at = self.heard_at = loop_time()
        self.expires_at = self.opened_at + self._policy.age()
        self.agreed |= self.asked
        self._ears.opened(self)
        self._ears.agreed(self, self.agreed)
        self._changed.set()

    async def _leave(self, socket: Socket) -> None:
        await self._leaving.wait()
        await socket.close()

    async def _read(self, socket: Socket) -> None:
        now = asyncio.get_running_loop().time
        while (raw := await socket.receive()) is not None:
            self.heard_at = now()
            self._hear(raw)

    def _hear(self, raw: bytes) -> None:
        try:
            message = _open(raw)
        except ValueError:
            log.warning("a message is not a JSON object of the expected form")
            return
        name = message.stream
        if name not in self.asked and _says_goodbye(raw):
            self._ears.shutting_down(self)
        elif name is not None:
            self.events += 1
            self._ears.heard(self, name, message.data)
        elif message.id in self._requests:
            self._answered(self._requests.pop(message.id), decode(raw))

    # what is asked for

    async def _write(self, socket: Socket) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._next() is not None:
                await self._writes.wait()
                # Only now, so that what was wished for meanwhile is part of it.
                if (change := self._next()) and not await socket.send(self._request(*change)):
                    return

    def _next(self) -> Change | None:
        """Choose one step towards what is wanted."""
        if surplus := self.asked - self._wanted | self._again:
            return "UNSUBSCRIBE", sorted(surplus)[:_NAMES_A_MESSAGE]
        while self._halves:
            if names := [name for name in self._halves[0] if name in self._wanted]:
                return "SUBSCRIBE", names
            self._halves.popleft()
        if missing := self._wanted - self.asked - self._resting:
            return "SUBSCRIBE", sorted(missing)[:_NAMES_A_MESSAGE]
        return None

    def _request(self, method: str, names: list[str]) -> str:
        number = next(self._ids)
        if method == "SUBSCRIBE":
            self.asked |= set(names)
            self._requests[number] = names
            if self._halves:
                self._halves.popleft()
        else:
            self.asked -= set(names)
            self.agreed -= set(names)
            self._again -= set(names)
        return json.dumps({"method": method, "params": names, "id": number})

    # what is answered

    def _answered(self, names: list[str], message: dict[str, Any]) -> None:
        if message.get("result", message) is None:
            self.agreed |= self.asked & set(names)
            self._forgive(names)
            self._ears.agreed(self, names)
        elif len(names) > 1:
            middle = len(names) // 2  # one bad name is enough: look for it
            self._halves += [names[:middle], names[middle:]]
            self._resting |= set(names)
            self.asked -= set(names)
            self._changed.set()
        else:
            self._refused(names[0], message)

    def _forgive(self, names: Iterable[str]) -> None:
        for name in names:
            self._resting.discard(name)
            self._refusals.pop(name, None)

    def _refused(self, name: str, message: dict[str, Any]) -> None:
        """Try again after a while, some times; then say so and let it rest."""
        error = message.get("error", message)
        self.asked.discard(name)
        self._resting.add(name)
        self._refusals[name] += 1
        if self._refusals[name] < _ATTEMPTS:
            pause = 2.0 ** self._refusals[name]
            asyncio.get_running_loop().call_later(pause, self._wake, name)
        else:
            log.warning("Binance refuses a subscription (%s)", error.get("code"))
            self._ears.refused(self, name, error.get("code", 0), error.get("msg", ""))

    def _wake(self, name: str) -> None:
        self._resting.discard(name)
        self._changed.set()


def _says_goodbye(raw: bytes) -> bool:
    data = decode(raw).get("data")
    return isinstance(data, dict) and data.get("e") == "serverShutdown"
