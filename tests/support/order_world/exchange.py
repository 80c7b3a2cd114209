"""Binance as an account sees it: what is sent may be lost, late, or answered with nonsense."""

import asyncio
from decimal import Decimal
from random import Random
from typing import Any

from binance.answers import decoded
from binance.classify import failure
from binance.errors import RateLimited, Unknown, Unreachable
from binance.private import futures, spot
from order_world import book as books
from order_world.book import Book, Order
from order_world.engine import DUPLICATE, DUPLICATE_CONTRACT, UNSEEN, Engine, Made
from order_world.history import History, Post
from order_world.quick_loop import QuickLoop, switch
from order_world.schedule import Conditions, Fate

BACKEND = 10.0  # seconds that Binance may take beyond the window
WINDOW = 5.0
NO_SUCH_ORDER = b'{"code":-2013,"msg":"Order does not exist."}'
NO_FUNDS = b'{"code":-2010,"msg":"Account has insufficient balance for requested action."}'
BAD_KEY = b'{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}'
OVERLOADED = b'{"code":-1001,"msg":"Service Unavailable."}'
TIMEOUT = b'{"code":-1007,"msg":"Timeout waiting for response from backend server."}'
UNEXPECTED = b'{"code":-1006,"msg":"An unexpected response was received."}'

_AMBIGUOUS: tuple[Fate, ...] = (
    "lost", "answer lost", "answer lost", "late", "late", "5xx", "5xx", "garbage", "duplicate",
    "half",
)  # fmt: skip
_REFUSED: tuple[Fate, ...] = (
    "refused", "bad key", "limited", "unreachable", "overloaded", "both failed", "nothing left",
)  # fmt: skip
_REFUSALS: dict[Fate, tuple[int, bytes]] = {
    "refused": (400, NO_FUNDS), "bad key": (401, BAD_KEY), "overloaded": (503, OVERLOADED),
}  # fmt: skip
_TROUBLES = (
    (500, TIMEOUT), (504, TIMEOUT), (503, b"Service"), (502, b""), (500, UNEXPECTED)
)  # fmt: skip
_GARBAGE = (b"", b"{}", b"<html>", b"[1]", b'{"orderId":1}', b"null")


class Exchange:
    """All accounts of it, and the ways to it and back."""

    def __init__(
        self, loop: QuickLoop, rng: Random, conditions: Conditions, history: History
    ) -> None:
        self.loop, self._rng, self._conditions, self._history = loop, rng, conditions, history
        self.engine = Engine(loop, rng, conditions)
        self.price = Decimal(100)
        self.calm = False
        self.refused_keys: set[int] = set()
        self.quiet_from = 0.0

    def book(self, account: int) -> Book:
        return self._history.books.setdefault(account, Book(account))

    def rests(self, account: int, name: str) -> None:
        """Let an order be there that its owner placed before."""
        book = self.book(account)
        order = Order(
            book.number(), name, "spot", "BTCUSDT", "BUY", "LIMIT", Decimal("2.000"), Decimal(90),
            None, UNSEEN,
        )  # fmt: skip
        order.becomes(0.0, "NEW", Decimal(0))
        book.orders.append(order)

    async def post(self, account: int, key: int, post: Post) -> Any:
        """Carry out what moves something, in one of the ways in which that may go."""
        await switch()
        self._history.posts.append(post)
        fate: Fate = "bad key" if key in self.refused_keys else self._fate(post.request)
        if fate in ("late", "much too late"):
            return await self._late(self.book(account), post, fate)
        seconds = self._rng.uniform(0.01, 0.2)
        if fate == "lost" or fate in _REFUSALS or fate in ("unreachable", "limited"):
            return await self._in_vain(post, fate, seconds)
        made: list[Made] = []
        book = self.book(account)
        self.loop.call_later(seconds, lambda: made.append(self.engine.execute(book, post, fate)))
        await self._pass(seconds + self._rng.uniform(0.001, 0.5))
        return await self._answer(post, fate, made[0])

    def _fate(self, request: Any) -> Fate:
        conditions, rng = self._conditions, self._rng
        drawn = rng.random()
        if drawn < conditions.much_too_late:
            return "much too late"
        if drawn < conditions.ambiguous:
            fate = rng.choice(_AMBIGUOUS)
        elif drawn < conditions.ambiguous + conditions.refused:
            fate = rng.choice(_REFUSED)
        else:
            return "clear"
        if fate in ("half", "both failed") and not isinstance(request, spot.CancelReplace):
            return "clear"
        if fate == "overloaded" and request.api != "fapi":
            return "refused"
        return fate

    async def _late(self, book: Book, post: Post, fate: Fate) -> Any:
        """Execute after the answer was given up: within Binance's bounds, or far beyond."""
        rng = self._rng
        if fate == "late":
            seconds = rng.uniform(rng.choice((0.2, 12.0)), WINDOW + BACKEND)
        else:
            seconds = rng.choice((rng.uniform(40, 300), rng.uniform(300, 7_000)))
        self.quiet_from = max(self.quiet_from, self.loop.time() + seconds)
        self.loop.call_later(seconds, lambda: self.engine.execute(book, post, fate))
        return await self._nothing(rng.choice((0.1, 2.0, 10.0)))

    async def _in_vain(self, post: Post, fate: Fate, seconds: float) -> Any:
        """Do nothing, and say so, or say nothing."""
        if fate == "lost":
            return await self._nothing(self._rng.choice((0.1, 1.0, 10.0)))
        post.clearly = True
        await self._pass(seconds)
        post.unsent = fate in ("unreachable", "limited", "overloaded")
        if fate == "unreachable":
            raise Unreachable("no connection")
        if fate == "limited":
            raise RateLimited(3.0, self.loop.time() + 3.0)
        raise _failed(*_REFUSALS[fate], post.request)

    async def _answer(self, post: Post, fate: Fate, made: Made) -> Any:
        """Answer what was carried out."""
        request, rng = post.request, self._rng
        match fate:
            case "answer lost":
                return await self._nothing(rng.choice((0.0, 10.0)))
            case "5xx":
                raise _failed(*rng.choice(_TROUBLES), request)
            case "garbage":
                return decoded(request, rng.choice(_GARBAGE))
            case "duplicate":
                said = DUPLICATE_CONTRACT if request.api == "fapi" else DUPLICATE
                raise _failed(400, said, request)
        if isinstance(made, tuple):
            error = _failed(*made, request)
            post.clearly = not isinstance(error, Unknown)
            raise error
        post.clearly = True
        return decoded(request, books.dumped(made()))

    async def asked(self, account: int, key: int, question: Any) -> Any:
        """Answer a question as the exchange does a moment after it left."""
        self._history.queries += 1
        await self._pass(self._rng.uniform(0.005, 0.1))
        if key in self.refused_keys:
            raise _failed(401, BAD_KEY, question)
        if not self.calm and self._rng.random() < self._conditions.asking_fails:
            raise self._trouble()
        found = self._found(self.book(account), question, self.loop.time())
        await self._pass(self._rng.choice((0.0, 0.05)))
        if found is None:
            raise _failed(400, NO_SUCH_ORDER, question)
        return decoded(question, books.dumped(found))

    def _trouble(self) -> Exception:
        return self._rng.choice(
            (Unknown("no answer"), Unreachable("no"), RateLimited(2.0, 2.0), Unknown("HTTP 502"))
        )

    def _found(self, book: Book, question: Any, at: float) -> Any:
        match question:
            case spot.QueryOrderList():
                listed = book.list_by_name(question.orig_client_order_id or "")
                seen = listed is not None and listed.visible_at <= at
                return books.shown_list(listed, at) if listed is not None and seen else None
            case futures.PositionInformation():
                return books.positions(book, at)
            case futures.OpenOrders():
                return books.waiting(book, at)
            case futures.QueryAlgoOrder():
                order = book.by_name(question.client_algo_id or "")
            case _ if question.order_id is not None:
                order = book.by_number(question.order_id)
            case _:
                order = book.by_name(question.orig_client_order_id or "")
        if order is None or order.visible_at > at:
            return None
        if order.shape == "algo" and not isinstance(question, futures.QueryAlgoOrder):
            return None  # it waits in a store of its own
        return books.shown(order, at)

    async def _pass(self, seconds: float) -> None:
        if seconds:
            await asyncio.sleep(seconds)
        else:
            await switch()

    async def _nothing(self, seconds: float) -> Any:
        await self._pass(seconds)
        raise Unknown("no answer")


def _failed(status: int, body: bytes, request: Any) -> Exception:
    error = failure(status, body, api=request.api)
    assert error is not None
    return error
