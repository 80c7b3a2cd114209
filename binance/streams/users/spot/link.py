"""One connection to the WebSocket API that carries users' events, from its opening to its end."""

import asyncio
import logging
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from binance.errors import BadKey, BinanceError, ClockSkew, RateLimited, Rejected, Unknown
from binance.signing import signed_params
from binance.streams.connection import Opened, decode, loop_time
from binance.streams.dialling import NOT_OPENED, Socket
from binance.streams.requests.wsapi import Message, NoAnswer, WsApi
from binance.streams.users.spot.follower import Follower
from binance.streams.users.spot.terms import WEIGHT, Terms

log = logging.getLogger(__name__)

_WORKERS = 16  # requests under way at the same time
_ALREADY_ACTIVE, _IDS_USED_UP = -2035, -2042


class Owner(Protocol):
    """Whoever places followers on connections."""

    def refused(self, follower: Follower, error: Rejected) -> None:
        """His key is not accepted."""
        ...

    def taken(self, follower: Follower, error: Rejected) -> None:
        """Somebody else follows the same account on this connection, which allows one."""
        ...


class Ears(Owner, Protocol):
    """Whoever the connection tells what becomes of it and its followers."""

    def retire(self, link: "Link", *, urgent: bool = False) -> None:
        """Give the connection up in favour of another one."""
        ...


class Link:
    """Subscribes whoever is wanted, and hands each follower his events.

    `retiring` asks for a successor, `suspect` says that it owes an answer. Times are the loop's.
    """

    def __init__(self, wanted: AbstractSet[Follower], terms: Terms, ears: Ears) -> None:
        self._wanted, self._terms, self._ears = wanted, terms, ears
        self._work: asyncio.Queue[Follower] = asyncio.Queue()
        self._numbers: dict[Follower, int] = {}
        self._followers: dict[int, Follower] = {}
        self._asking: set[Follower] = set()
        self._perhaps: set[Follower] = set()  # subscribed here, and nobody told us under which id
        self._leaving: dict[Follower, int] = {}
        self._gone = asyncio.Event()
        self._api: WsApi | None = None
        self._probed_at = 0.0
        self.opened_at: float | None = None
        self.expires_at = 0.0
        self.heard_at = 0.0
        self.retiring = self.urgent = self.suspect = False

    @property
    def alive(self) -> bool:
        return self._api is not None and self._api.alive

    @property
    def subscribed(self) -> AbstractSet[Follower]:
        """Whose events it brings."""
        return self._numbers.keys()

    async def run(self) -> None:
        """Open the connection and live until it ends."""
        policy = self._terms.policy
        try:
            async with policy.dial(self._terms.url, policy.open_timeout) as socket:
                await self._live(socket, self._begin(socket))
        except NOT_OPENED as error:
            # Never the URL, never a message: both may bear secrets.
            log.info("no connection (%s)", type(error).__name__)
        finally:
            for follower in self._numbers:
                follower.ends(self, self.heard_at)

    def leave(self) -> None:
        """Close the connection, as soon as it is open if need be."""
        self._gone.set()

    def ask(self, follower: Follower) -> None:
        """Subscribe a follower, unless that is done or under way."""
        self._work.put_nowait(follower)

    def drop(self, follower: Follower) -> None:
        """Unsubscribe a follower; nothing of his is heard from now on."""
        number = self._numbers.pop(follower, None)
        if number is not None:
            del self._followers[number]
            follower.ends(self, self.heard_at)
            self._unwanted(follower, number)

    async def answers(self) -> bool:
        """Ask for a sign of life: what Binance sent before the answer has then arrived."""
        assert self._api is not None
        self._probed_at = loop_time()
        try:
            await self._api.read_time()
        except NoAnswer:
            self._doubt()
            return False
        except BinanceError as error:
            log.info("a connection could not be asked for its life (%s)", type(error).__name__)
            return False
        return True

    def _begin(self, socket: Socket) -> WsApi:
        api = self._api = WsApi(Opened(socket), self._terms.clock, self._terms.limits)
        self.opened_at = self.heard_at = loop_time()
        self.expires_at = self.opened_at + self._terms.policy.age()
        for follower in sorted(self._wanted, key=lambda one: one.delivered):
            self.ask(follower)  # first whoever is heard nowhere
        return api

    async def _live(self, socket: Socket, api: WsApi) -> None:
        async with asyncio.TaskGroup() as group:
            workers = (self._subscribe_and_unsubscribe(api) for _ in range(_WORKERS))
            others = (self._leave(socket), self._watch(), *workers)
            tasks = [group.create_task(other) for other in others]
            await self._read(socket, api)
            api.abandon()
            for task in tasks:
                task.cancel()

    async def _leave(self, socket: Socket) -> None:
        await self._gone.wait()
        await socket.close()

    async def _watch(self) -> None:
        """Retire when it is old, and ask after a long silence whether it still lives."""
        while True:
            quiet_at = max(self.heard_at, self._probed_at) + self._terms.quiet
            old_at = quiet_at if self.retiring else self.expires_at
            await asyncio.sleep(max(min(quiet_at, old_at) - loop_time(), 0))
            if not self.retiring and loop_time() >= self.expires_at:
                self._ears.retire(self)
            elif loop_time() >= max(self.heard_at, self._probed_at) + self._terms.quiet:
                await self.answers()

    def _doubt(self) -> None:
        self.suspect = True
        self._ears.retire(self, urgent=True)

    # what is heard

    async def _read(self, socket: Socket, api: WsApi) -> None:
        while (raw := await socket.receive()) is not None:
            self.heard_at, self.suspect = loop_time(), False
            self._hear(decode(raw), api)

    def _hear(self, message: Message, api: WsApi) -> None:
        if isinstance(event := message.get("event"), dict):
            self._happened(message.get("subscriptionId"), event)
        elif message.get("id") is not None:
            api.answered(message)
        elif message.get("status") == 401:
            # A key was revoked, and Binance does not say whose: all subscribe elsewhere, and the
            # one concerned will be refused there.
            self._ears.retire(self, urgent=True)

    def _happened(self, number: int | None, event: Mapping[str, Any]) -> None:
        kind = event.get("e")
        if kind == "serverShutdown":
            self._ears.retire(self, urgent=True)
        elif number is not None and (follower := self._followers.get(number)) is not None:
            if kind == "eventStreamTerminated":
                self._forget(follower)
                follower.terminated(self, self.heard_at)
                self._later(follower)
            else:
                follower.hear(self, event)

    def _forget(self, follower: Follower) -> None:
        del self._followers[self._numbers.pop(follower)]

    # what is asked for

    async def _subscribe_and_unsubscribe(self, api: WsApi) -> None:
        while True:
            follower = await self._work.get()
            if follower in self._leaving:
                await self._unsubscribe(api, self._leaving[follower])
                self._leaving.pop(follower, None)
            elif self._lacks(follower) and follower not in self._asking:
                self._asking.add(follower)
                await self._subscribe(api, follower)
                self._asking.discard(follower)

    def _lacks(self, follower: Follower) -> bool:
        return follower in self._wanted and follower not in self._numbers

    async def _subscribe(self, api: WsApi, follower: Follower) -> None:
        await self._terms.tempo.wait(calm=follower.delivered and not self.urgent)
        if not self._lacks(follower):
            return
        try:
            await api.call(
                "userDataStream.subscribe.signature",
                lambda: self._signed(follower),
                weight=WEIGHT,
                then=lambda result: self._subscribed(follower, result["subscriptionId"]),
            )
        except NoAnswer:
            self._doubt()
        except BinanceError as error:
            await self._refused(api, follower, error)

    def _signed(self, follower: Follower) -> dict[str, str]:
        ms, recv_window = self._terms.clock.ms(), self._terms.recv_window
        return signed_params({}, follower.signer, timestamp_ms=ms, recv_window=recv_window)

    def _subscribed(self, follower: Follower, number: int) -> None:
        self._perhaps.discard(follower)
        if follower in self._wanted:
            self._numbers[follower], self._followers[number] = number, follower
            follower.begins(self)
        else:  # left while we were asking
            self._unwanted(follower, number)

    async def _refused(self, api: WsApi, follower: Follower, error: BinanceError) -> None:
        """Decide whether to try again, where and when."""
        match error:
            case RateLimited():
                self._later(follower, error.retry_after)
            case ClockSkew():
                await self._resync(api)
                self._later(follower)
            case Rejected(code=code) if code == _ALREADY_ACTIVE and self._perhaps:
                self._ears.retire(self, urgent=True)  # by one whose events we cannot tell
            case Rejected(code=code) if code == _ALREADY_ACTIVE and self._leaving:
                self._later(follower)  # perhaps the same account's, on its way out
            case Rejected(code=code) if code == _ALREADY_ACTIVE:
                self._ears.taken(follower, error)
            case Rejected(code=code) if code == _IDS_USED_UP:
                self._ears.retire(self, urgent=True)
            case BadKey():
                self._ears.refused(follower, error)
            case Unknown():
                self._perhaps.add(follower)
                self._later(follower)
            case _:
                self._later(follower)

    def _unwanted(self, follower: Follower, number: int) -> None:
        self._leaving[follower] = number
        self._work.put_nowait(follower)

    async def _unsubscribe(self, api: WsApi, number: int) -> None:
        params = {"subscriptionId": number}
        try:
            await api.call("userDataStream.unsubscribe", lambda: params, weight=WEIGHT)
        except NoAnswer:
            self._doubt()
        except Rejected:
            log.info("a stream had ended before it was unsubscribed")
        except BinanceError:
            self._ears.retire(self)  # another connection begins without it

    async def _resync(self, api: WsApi) -> None:
        try:
            await self._terms.clock.resync(api.read_time)
        except BinanceError as error:
            log.info("the clock could not be compared (%s)", type(error).__name__)

    def _later(self, follower: Follower, pause: float | None = None) -> None:
        delay = follower.backoff.next() if pause is None else pause
        asyncio.get_running_loop().call_later(delay, self._work.put_nowait, follower)
