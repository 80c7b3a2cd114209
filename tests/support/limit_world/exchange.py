"""A Binance that counts and refuses, and does nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from binance.clock import Clock
from limit_world.ban import Ban
from limit_world.call import Call
from limit_world.fares import SIZES, Fare, Toll
from limit_world.history import History, Overrun
from limit_world.meter import Meter, Window

_TOO_MUCH = (
    "Too much request weight used; current limit is {} request weight per 1 MINUTE. "
    "Please use WebSocket Streams for live updates to avoid polling the API."
)
_BANNED = (
    "Way too much request weight used; IP banned until {}. "
    "Please use WebSocket Streams for live updates to avoid bans."
)
_TOO_MANY_ORDERS = "Too many new orders; current limit is {} orders per {} SECOND."
_NO_BALANCE = "Account has insufficient balance for requested action."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and what nobody but the exchange can know: until when it wants silence of what."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    silence: tuple[str, float] | None = None
    window: int = 0


class Exchange:
    """Charges everything at its arrival; `now` is its own clock, the true one of this world."""

    def __init__(self, now: Clock, sizes: Mapping[str, int], history: History) -> None:
        self._now, self._sizes, self._history = now, sizes, history
        self._meters: dict[str, Meter] = {}
        self.bans = {"api": Ban(), "fapi": Ban()}

    def meter(self, name: str, user: str | None = None) -> Meter:
        """The meter of that name now; an account's own if a user is named."""
        key = name if user is None else f"{name} of {user}"
        if key not in self._meters:
            size, seconds = SIZES[name]
            self._meters[key] = Meter(self._sizes.get(name, size), seconds)
        return self._meters[key].at(self._now())

    def forget_client(self) -> None:
        """Count what a killed client used as others': the next one can only be told of it."""
        for meter in self._meters.values():
            meter.at(self._now()).disown()

    def charge_others(self, name: str, amount: int) -> None:
        """Somebody else behind our address has asked for something."""
        self.meter(name).charge(amount, ours=False)

    def arrive(self, call: Call, *, ours: bool = True) -> Reply:
        """Answer a request; of a client that was killed meanwhile, it is not `ours` any more."""
        now = call.arrived_at = self._now()
        ban = self.bans[call.fare.host]
        if ban.until > now:
            ban.defied(now)
            return self._banned(call.fare.host, ban.until)
        orders = [self._of(toll, call) for toll in call.fare.orders]
        crowded = next((one for one in orders if one.used >= one.limit), None)
        free = call.fare.free and not call.fails and crowded is None
        weighed = self._charge(call, ours=ours, free=free)
        for toll, meter in zip(call.fare.tolls, weighed, strict=True):
            if meter.used > meter.limit and _amount(toll, call):
                ban.refused(now)
                return self._too_much(call, toll, meter)
        if crowded is not None:
            return self._too_many_orders(call, call.fare.orders[orders.index(crowded)], crowded)
        headers = _used(call.fare, weighed)
        if call.fails:
            return self._reply(400, -2010, _NO_BALANCE, headers, window=weighed[0].number)
        return Reply(200, headers | _place(call, orders, ours=ours), window=weighed[0].number)

    def closed(self, name: str) -> list[Window]:
        """List the windows of a meter that are over."""
        return self.meter(name).closed

    def _of(self, toll: Toll, call: Call) -> Meter:
        return self.meter(toll.meter, call.user if toll.personal else None)

    def _charge(self, call: Call, *, ours: bool, free: bool) -> list[Meter]:
        meters = [self._of(toll, call) for toll in call.fare.tolls]
        for toll, meter in zip(call.fare.tolls, meters, strict=True):
            amount = 0 if free and toll.each is None else _amount(toll, call)
            meter.charge(amount, ours=ours)
        return meters

    def _too_much(self, call: Call, toll: Toll, meter: Meter) -> Reply:
        known = call.known if call.known_window == meter.number and toll.header else 0
        self._overrun(call, toll.meter, meter, known)
        headers = _used(call.fare, [self._of(each, call) for each in call.fare.tolls])
        if call.fare.host == "api":
            headers["retry-after"] = str(ceil(meter.ends() - self._now()))
        scope = f"{toll.meter} of {call.user}" if toll.personal else toll.meter
        msg = _TOO_MUCH.format(meter.limit)
        return self._reply(429, -1003, msg, headers, (scope, meter.ends()), window=meter.number)

    def _too_many_orders(self, call: Call, toll: Toll, meter: Meter) -> Reply:
        self._overrun(call, toll.meter, meter, 0, extra=1)
        headers = {"retry-after": str(ceil(meter.ends() - self._now()))}
        msg = _TOO_MANY_ORDERS.format(meter.limit, meter.seconds)
        return self._reply(429, -1015, msg, headers, (f"{toll.meter} of {call.user}", meter.ends()))

    def _overrun(self, call: Call, name: str, meter: Meter, known: int, extra: int = 0) -> None:
        self._history.overruns.append(
            Overrun(
                self._now(), name, meter.ours + extra, meter.others, known, meter.limit, call.label
            )
        )

    def _banned(self, host: str, until: float) -> Reply:
        headers = {"retry-after": str(ceil(until - self._now()))} if host == "api" else {}
        msg = _BANNED.format(round(until * 1000))
        return self._reply(418, -1003, msg, headers, (f"host {host}", until))

    @staticmethod
    def _reply(
        status: int,
        code: int,
        msg: str,
        headers: dict[str, str],
        silence: tuple[str, float] | None = None,
        *,
        window: int = 0,
    ) -> Reply:
        return Reply(
            status, headers, json.dumps({"code": code, "msg": msg}).encode(), silence, window
        )


def _amount(toll: Toll, call: Call) -> int:
    return call.request.cost if toll.each is None else toll.each


def _used(fare: Fare, meters: list[Meter]) -> dict[str, str]:
    pairs = zip(fare.tolls, meters, strict=True)
    return {toll.header: str(meter.used) for toll, meter in pairs if toll.header}


def _place(call: Call, orders: list[Meter], *, ours: bool) -> dict[str, str]:
    """Count an order as unfilled, say so, and fill it if it is to be."""
    headers = {}
    for toll, meter in zip(call.fare.orders, orders, strict=True):
        meter.charge(1, ours=ours)
        assert toll.header is not None
        headers[toll.header] = str(meter.used)
        if call.filled and ours:
            meter.filled()
    return headers
