"""Mistakes at the one POST, and at the door that it goes through."""

from contextlib import suppress
from typing import Any

from binance.errors import (
    BinanceError,
    DuplicateOrder,
    HalfDone,
    NoSuchOrder,
    OrderRejected,
    Rejected,
    Unknown,
    Unreachable,
    Unsent,
)
from bot.deeds import Leg, Report
from bot.door import Door
from bot.intents import deed_in
from bot.posting import Posting

_NO = OrderRejected(-2010, "no")


class Resending(Posting):
    """What python-binance's callers do."""

    async def post(self, connected: Any, intent: Any) -> None:
        try:
            answer = await self._door.send(connected, deed_in(intent).request)
        except Unknown:
            await super().post(connected, self._again(intent))
        except BinanceError:
            await self._intents.rejected(intent, _NO)
        else:
            await self._intents.accepted(intent, deed_in(intent).placed(answer))

    def _again(self, intent: Any) -> Any:
        return intent


class Renaming(Resending):
    """The id is made anew for each try."""

    def _again(self, intent: Any) -> Any:
        payload = dict(intent.payload)
        for name in ("new_client_order_id", "list_client_order_id", "client_algo_id"):
            if name in payload:
                payload[name] += "-again"
        return intent.also(payload=payload)


class AskingOnce(Resending):
    """Sent again unless one question finds it."""

    async def post(self, connected: Any, intent: Any) -> None:
        try:
            await Posting.post(self, connected, intent)
            if intent.state == "SENDING":
                await deed_in(intent).find(connected.account)
        except NoSuchOrder:
            with suppress(BinanceError):
                await self._door.send(connected, deed_in(intent).request)
        except BinanceError:
            return


class Judging(Posting):
    """A posting that takes one kind of answer for another."""

    def _taken_for(self, error: BinanceError) -> BinanceError:
        return error

    async def post(self, connected: Any, intent: Any) -> None:
        judge = self

        class Misled:
            async def send(self, connected: Any, request: Any) -> Any:
                try:
                    return await judge._door.send(connected, request)
                except BinanceError as error:
                    raise judge._taken_for(error) from None

        await Posting(Misled(), self._intents).post(connected, intent)  # type: ignore[arg-type]


class Doubting(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unknown("?") if isinstance(error, Rejected) else error


class Despairing(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, Unknown) else error


class Careless(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unreachable("?") if isinstance(error, Unknown) else error


class Timid(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return Unknown("?") if isinstance(error, Unsent) else error


class Literal(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, DuplicateOrder) else error


class Blind(Judging):
    """An answer that cannot be read is a failure."""

    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, Unknown) and "does not fit" in error.message else error


class Halving(Judging):
    def _taken_for(self, error: BinanceError) -> BinanceError:
        return _NO if isinstance(error, HalfDone) else error


class Content(Posting):
    """Half of it is as good as all of it."""

    async def post(self, connected: Any, intent: Any) -> None:
        deed = deed_in(intent)
        try:
            answer = await self._door.send(connected, deed.request)
        except HalfDone:
            leg = Leg(order_id=1, status="NEW", side="BUY", type="LIMIT")
            await self._intents.accepted(intent, Report.of_one(deed.symbol, leg))
        except (Unsent, Rejected) as error:
            told = self._intents.not_sent if isinstance(error, Unsent) else self._intents.rejected
            await told(intent, error)  # type: ignore[arg-type]
        except BinanceError:
            await self._intents.unknown(intent)
        else:
            await self._intents.accepted(intent, deed.placed(answer))


class Optimist(Posting):
    """An answer of status 200 is a fill."""

    async def post(self, connected: Any, intent: Any) -> None:
        deed = deed_in(intent)
        try:
            await self._door.send(connected, deed.request)
        except (Unsent, Rejected, Unknown):
            await self._intents.unknown(intent)
        else:
            leg = Leg(order_id=1, status="FILLED", side="BUY", type="LIMIT")
            await self._intents.accepted(intent, Report.of_one(deed.symbol, leg))


class Forgetting(Posting):
    """What came of it is nobody's concern."""

    async def post(self, connected: Any, intent: Any) -> None:
        with suppress(BinanceError):
            await super().post(connected, intent)
        with suppress(BinanceError):
            if intent.part:
                await self._door.send(connected, deed_in(intent).request)


class Open(Door):
    async def send(self, connected: Any, request: Any, **more: Any) -> Any:
        del more
        return await connected.account.send(request)
