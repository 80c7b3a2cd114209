"""A request that was let through, and what it owes until its fate is known."""

from collections.abc import Mapping

from binance.errors import BinanceError, RateLimited, Rejected
from binance.limits.charges import Charge, Counts
from binance.limits.desk import Desk
from binance.limits.ledger import Closing, Verdict
from binance.limits.waiter import Waiter


class Halted(RateLimited):
    """It was let through and had not left yet, when silence was demanded: it may wait again."""


class Admission:
    """Must be settled or released, once; whichever comes first counts."""

    __slots__ = ("_desk", "_open", "_verdict", "_waiter")

    def __init__(self, desk: Desk, waiter: Waiter, verdict: Verdict) -> None:
        self._desk, self._waiter, self._verdict = desk, waiter, verdict
        self._open = True
        desk.opened()

    def check(self) -> None:
        """Raise `Halted` if a silence began since it was let through; ask just before leaving."""
        pause, until = self._desk.silence_ahead(self._waiter)
        if pause > 0:
            raise Halted(pause, until)

    async def settle(
        self,
        answer_headers: Mapping[str, str] | None,
        *,
        ok: bool,
        error: BinanceError | None = None,
    ) -> None:
        """Close it with Binance's answer, whose header names are in lower case.

        None is no answer: it may have been counted, and stays charged. The accounting is done
        before anything is awaited, so this may stand in a `finally` of what is being cancelled.
        """
        if not self._open:
            return
        self._open = False
        stops = {} if error is None else self._desk.stop(self._waiter, error)
        answered = answer_headers is not None and not stops
        self._desk.heard(self._waiter, good=ok or isinstance(error, Rejected))
        closings = self._closings(answer_headers or {}, ok=ok)
        self._desk.close(self._waiter, self._verdict, closings, answered=answered)
        if stops:
            await self._desk.remember(stops)

    def release(self) -> None:
        """Give everything back, because it was certainly never sent."""
        if self._open:
            self._open = False
            closings = self._waiter.returned(self._verdict.at)
            self._desk.close(self._waiter, self._verdict, closings, answered=False)

    def _closings(self, headers: Mapping[str, str], *, ok: bool) -> list[Closing]:
        free = ok and self._waiter.plan.free_on_success
        taken_at = self._verdict.at
        return [
            Closing(
                draw.key,
                draw.amount,
                draw.seconds,
                taken_at,
                free and charge.counts is Counts.WEIGHT,
                _seen(charge, headers),
                charge.counts is Counts.ORDERS,
            )
            for charge, draw in zip(self._waiter.plan.charges, self._waiter.draws, strict=True)
        ]


def _seen(charge: Charge, headers: Mapping[str, str]) -> int | None:
    if charge.header is None or not headers:
        return None
    text = headers.get(charge.header, "")
    return int(text) if text.isdecimal() else None
