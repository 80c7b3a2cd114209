"""Mistakes in finding out what became of an order."""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any

from binance.errors import (
    BinanceError,
    NoSuchOrder,
    Unknown,
    Unreachable,
)
from bot.deeds import Leg, Report
from bot.reconcile import Reconciler
from bot.sequels import Sequels


class Amnesiac(Reconciler):
    """What was under way when the process ended is forgotten."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        self._at_work.update(one.client_order_id for one in left)
        return 0

    async def seen(self, *_: Any) -> None:
        """Not even then."""


class Undone(Reconciler):
    """What was under way when the process ended was not sent."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            await self._intents.not_sent(intent, Unreachable("we were away"))
        return 0


class SendingAgain(Reconciler):
    """What was under way when the process ended is sent then."""

    async def recover(self) -> int:
        async with self._storage.read() as unit:
            left = await unit.orders.unresolved(self._environment)
        for intent in left:
            with suppress(Exception):
                await self._sequels._posting.post(await self._account(intent), intent)
        return 0


class Credulous(Reconciler):
    """Whatever goes wrong with a question is a no."""

    async def _query(self, intent: Any, connected: Any) -> Report:
        try:
            return await super()._query(intent, connected)
        except BinanceError:
            raise NoSuchOrder(-2013, "no") from None


class Slow(Reconciler):
    """An answer counts by when it arrived, not by when it was asked for."""

    async def _ask(self, intent: Any) -> bool:
        real = self._now
        self._now = lambda: real() + timedelta(seconds=12)
        try:
            return await super()._ask(intent)
        finally:
            self._now = real


class Elsewhere(Reconciler):
    """Whoever is the current account is asked."""

    async def _account(self, intent: Any) -> Any:
        return await self._accounts.of(intent.user_id)


class Partial(Reconciler):
    """Of a list that is not whole yet nothing is there."""

    async def _query(self, intent: Any, connected: Any) -> Report:
        try:
            return await super()._query(intent, connected)
        except Unknown as error:
            if "not all of its orders" in str(error):
                raise NoSuchOrder(-2013, "no") from None
            raise


class Believing(Reconciler):
    """The stream says that there is something: then it was filled."""

    async def seen(self, user_id: int, report: Any) -> None:
        async with self._storage.read() as unit:
            intent = await unit.orders.get(report.order_client_id)
        if intent is not None and intent.state in ("SENDING", "UNKNOWN"):
            leg = Leg(order_id=1, status="FILLED", side="BUY", type="LIMIT")
            found = Report.of_one(intent.symbol, leg)
            await self._intents.accepted(intent, found, found=user_id == intent.user_id)


class Listening(Reconciler):
    """Only the stream is listened to, for an order that was found absent."""

    async def _absent(self) -> list[Any]:
        return []


class _Trusting(Sequels):
    async def _traded(self, first: Any) -> bool:
        del first
        return True


class Trusting(Reconciler):
    """Whatever became of the first, what follows goes out."""

    sequels = _Trusting


class _Unfilled(Sequels):
    async def _traded(self, first: Any) -> bool:
        legs = (first.result or {}).get("legs", ())
        return any(leg["status"] in ("NEW", "FILLED", "PARTIALLY_FILLED") for leg in legs)


class Unfilled(Reconciler):
    """An order in the book is as good as one that has traded."""

    sequels = _Unfilled


class _Denying(Sequels):
    async def _traded(self, first: Any) -> bool:
        if first.state == "ACCEPTED":
            try:
                await self._find(first)
            except NoSuchOrder:
                return False
        return await super()._traded(first)


class Denying(Reconciler):
    """An entry that is not found at once is not there."""

    sequels = _Denying


class _Impatient(_Trusting):
    async def due(self, at_work: Collection[str]) -> list[Any]:
        async with self._storage.read() as unit:
            waiting = await unit.orders.planned(self._environment)
        return [one for one in waiting if one[0].client_order_id not in at_work]


class Impatient(Reconciler):
    """What follows goes out before it is known what became of the first."""

    sequels = _Impatient


class _Absentminded(Sequels):
    async def due(self, at_work: Collection[str]) -> list[Any]:
        del at_work
        async with self._storage.read() as unit:
            waiting = await unit.orders.planned(self._environment)
        return [one for one in waiting if one[1].state == "ACCEPTED"] * 2


class Absentminded(Reconciler):
    """What is at work is begun once more."""

    sequels = _Absentminded


class _Cautious(Sequels):
    async def go_on(self, intent: Any, first: Any) -> None:
        del first
        await self._intents.left_out(intent)


class Cautious(Reconciler):
    """What follows is left out even though there is something to follow."""

    sequels = _Cautious


class Tired(Reconciler):
    """Three questions, and it is absent."""

    async def _resolve(self, intent: Any) -> None:
        await self._intents.unknown(intent)
        for _ in range(3):
            if await self._ask(intent):
                return
        await self._intents.absent(intent)
