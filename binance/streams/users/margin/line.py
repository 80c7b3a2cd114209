"""Some margin accounts, and the connections on which they are heard."""

import asyncio
import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from binance.clock import ServerClock
from binance.errors import BinanceError, RateLimited, Rejected
from binance.limits import Limits
from binance.streams.connection import Opened, SocketPolicy
from binance.streams.events import Ended
from binance.streams.requests.wsapi import NoAnswer, WsApi
from binance.streams.users.following import Following
from binance.streams.users.margin.holder import TokenHolder
from binance.streams.users.relay import Link, Relay

log = logging.getLogger(__name__)

_WORKERS = 4
_WEIGHT = 2  # of a subscription
_INVALID_TOKEN, _ALREADY_ACTIVE = -1209, -2035
_FULL = frozenset({-1191, -2042})  # too many at a time, too many in the life of a connection


@dataclass(eq=False)
class _Place:
    """A connection: what it carries under which number, and whom it was opened for."""

    api: WsApi
    missing: set[TokenHolder]
    seats: dict[int, set[TokenHolder]] = field(default_factory=dict)


class TokenDesk(Protocol):
    """Whoever looks after the tokens."""

    def give_up(self, holder: TokenHolder, error: Rejected) -> None: ...


class TokenLine:
    """Subscribes accounts by their tokens, on each of its connections, and after each renewal."""

    def __init__(
        self,
        url: str,
        clock: ServerClock,
        limits: Limits,
        policy: SocketPolicy,
        following: Following[TokenHolder],
        desk: TokenDesk,
    ) -> None:
        self._url, self._clock, self._limits = url, clock, limits
        self._following, self._desk = following, desk
        self._holders: set[TokenHolder] = set()
        self._places: dict[Link, _Place] = {}
        self._work: asyncio.Queue[tuple[Link, TokenHolder]] = asyncio.Queue()
        self._relay = Relay(self, policy)

    def __len__(self) -> int:
        return len(self._holders)

    @property
    def wanted(self) -> bool:
        return bool(self._holders)

    async def run(self) -> None:
        """Own the connections; never returns."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._relay.run())
            for _ in range(_WORKERS):
                group.create_task(self._seat_and_unseat())

    def add(self, holder: TokenHolder) -> None:
        """Hear one more account, or go on hearing it by its new token."""
        self._holders.add(holder)
        holder.line = self
        for link in self._places:
            self._work.put_nowait((link, holder))
        self._relay.wake()

    def remove(self, holder: TokenHolder) -> None:
        """Hear an account no more, as far as this holder is concerned."""
        self._holders.discard(holder)
        holder.line = None
        holder.hearing.stop()
        for link, place in self._places.items():
            self._arrived(link, holder)
            if any(holder in seated for seated in place.seats.values()):
                self._work.put_nowait((link, holder))
        if not self._holders:
            self._relay.renew()

    # what a connection tells

    def address(self, link: Link) -> str:  # noqa: ARG002 - it is the same for all
        return self._url

    def opened(self, link: Link, socket: Opened) -> None:
        api = WsApi(socket, self._clock, self._limits)
        self._places[link] = _Place(api, set(self._holders))
        for holder in self._holders:
            self._work.put_nowait((link, holder))

    def heard(self, link: Link, message: dict[str, Any]) -> None:
        place = self._places[link]
        if isinstance(event := message.get("event"), dict):
            self._event(link, message.get("subscriptionId"), event)
        elif message.get("id") is not None:
            place.api.answered(message)
        elif message.get("status") == 401:
            link.leave()  # a session was revoked, and Binance does not say whose

    async def answered(self, link: Link) -> None:
        if (place := self._places.get(link)) is None:
            return
        try:
            await place.api.read_time()
        except BinanceError as error:
            log.info("a connection shows no sign of life (%s)", type(error).__name__)

    def ended(self, link: Link) -> None:
        place = self._places.pop(link, None)
        if place is not None:
            place.api.abandon()
            for number in tuple(place.seats):
                self._vacate(link, place, number)

    def _event(self, link: Link, number: int | None, event: Mapping[str, Any]) -> None:
        kind, place = event.get("e"), self._places[link]
        if kind == "serverShutdown":
            self._relay.retire(link)
        elif number is None or number not in place.seats:
            return
        elif kind == "eventStreamTerminated":
            self._terminated(link, place, number)
        else:
            for holder in tuple(place.seats[number]):
                self._following.hear(holder, (link, number), event)

    def _terminated(self, link: Link, place: _Place, number: int) -> None:
        """Begin anew with another token, unless a later one goes on."""
        for holder in self._vacate(link, place, number):
            if not holder.hearing and holder in self._holders:
                self._following.tell(holder, Ended("eventStreamTerminated"))
                self._new_token(holder)

    def _vacate(self, link: Link, place: _Place, number: int) -> set[TokenHolder]:
        carrier: Hashable = (link, number)
        holders = place.seats.pop(number, set())
        for holder in holders:
            self._following.ends(holder, carrier, link.heard_at)
        return holders

    # subscriptions

    async def _seat_and_unseat(self) -> None:
        while True:
            link, holder = await self._work.get()
            if (place := self._places.get(link)) is None:
                continue  # its successor asks for everybody
            if holder not in self._holders:
                await self._unseat(link, place, holder)
            elif holder.token is not None:
                await self._seat(link, place, holder, holder.token)

    async def _seat(self, link: Link, place: _Place, holder: TokenHolder, token: str) -> None:
        try:
            await place.api.call(
                "userDataStream.subscribe.listenToken",
                partial(dict, listenToken=token),
                weight=_WEIGHT,
                then=lambda result: self._seated(link, place, holder, result["subscriptionId"]),
            )
        except NoAnswer:
            link.leave()
        except RateLimited as error:
            self._later(link, holder, error.retry_after)
        except Rejected as error:
            self._refused(link, holder, token, error)
        except BinanceError as error:
            self._later(link, holder, holder.pause_after(error))

    def _seated(self, link: Link, place: _Place, holder: TokenHolder, number: int) -> None:
        """Note the number, which may be the same as before, or that of another holder."""
        place.seats.setdefault(number, set()).add(holder)
        if holder not in self._holders:  # left while we were asking
            self._work.put_nowait((link, holder))
            return
        holder.backoff.reset()
        self._following.begins(holder, (link, number))
        self._arrived(link, holder)

    def _arrived(self, link: Link, holder: TokenHolder) -> None:
        """Cross somebody off the list of those for whom the connection was opened."""
        place = self._places[link]
        place.missing.discard(holder)
        if not place.missing:
            link.ready.set()

    def _refused(self, link: Link, holder: TokenHolder, token: str, error: Rejected) -> None:
        seated = any(holder in those for those in self._places[link].seats.values())
        if error.code == _INVALID_TOKEN:
            if holder.token == token:
                self._new_token(holder)
        elif error.code in _FULL or (error.code == _ALREADY_ACTIVE and seated):
            self._relay.retire(link)
        elif error.code == _ALREADY_ACTIVE:
            self._desk.give_up(holder, error)  # somebody else's key of the same account
        else:
            self._later(link, holder, holder.pause_after(error))

    async def _unseat(self, link: Link, place: _Place, holder: TokenHolder) -> None:
        """Unsubscribe what nobody else listens to."""
        for number, seated in tuple(place.seats.items()):
            seated.discard(holder)
            if not seated and place.seats.pop(number, None) is not None:
                await self._unsubscribe(link, place, number)

    async def _unsubscribe(self, link: Link, place: _Place, number: int) -> None:
        params = {"subscriptionId": number}
        try:
            await place.api.call("userDataStream.unsubscribe", lambda: params, weight=_WEIGHT)
        except Rejected:
            log.info("a stream had ended before it was unsubscribed")
        except BinanceError:
            self._relay.retire(link)  # its successor begins without it

    def _new_token(self, holder: TokenHolder) -> None:
        """Have another token made; not at once, lest one that is no good be asked for for ever."""
        holder.token = None
        asyncio.get_running_loop().call_later(holder.backoff.next(), holder.call)

    def _later(self, link: Link, holder: TokenHolder, pause: float) -> None:
        asyncio.get_running_loop().call_later(pause, self._work.put_nowait, (link, holder))
