"""What the exchange does with a deed that arrived."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from binance.private import futures, spot
from bot.deeds import deed_of
from order_world import book as books
from order_world.book import Book, Listed, Order
from order_world.history import Post
from order_world.quick_loop import QuickLoop
from order_world.schedule import Conditions, Fate

DUPLICATE = b'{"code":-2010,"msg":"Duplicate order sent."}'
DUPLICATE_CONTRACT = b'{"code":-4116,"msg":"ClientOrderId is duplicated."}'
NOT_AMENDED = b'{"code":-2038,"msg":"Order was not amended."}'
UNSEEN, SEEN = -1.0, float("inf")

Made = Callable[[], dict[str, Any]] | tuple[int, bytes]
"""The answer's maker; or the status and body of a refusal."""
Told = Callable[[int, str], None]
"""The stream's word that an order of an account, of this name, was executed."""


class Engine:
    """Executes, lets orders trade, and tells the stream."""

    def __init__(self, loop: QuickLoop, rng: Random, conditions: Conditions) -> None:
        self.loop, self.rng, self.conditions = loop, rng, conditions
        self.told: Told = lambda _account, _name: None
        self._ways: Mapping[type, Callable[[Book, Post, Any, Fate], Made]] = {
            spot.NewOrder: self._order,
            spot.NewOco: self._list,
            spot.NewOtoco: self._list,
            spot.CancelReplace: self._replace,
            spot.AmendOrder: self._amend,
            futures.NewOrder: self._contract,
            futures.NewAlgoOrder: self._stop,
        }

    def execute(self, book: Book, post: Post, fate: Fate) -> Made:
        """Do it."""
        return self._ways[type(post.request)](book, post, post.request, fate)

    def _order(self, book: Book, post: Post, request: Any, fate: Fate) -> Made:
        if book.is_taken(request.new_client_order_id):
            return 400, DUPLICATE
        order = self._traded(book, post, "spot", nothing=fate == "nothing left")
        return lambda: books.shown(order, SEEN)

    def _contract(self, book: Book, post: Post, request: Any, fate: Fate) -> Made:
        if book.is_taken(request.new_client_order_id):
            return 400, DUPLICATE_CONTRACT
        order = self._traded(book, post, "usdm", nothing=fate == "nothing left")
        return lambda: books.shown(order, SEEN)

    def _stop(self, book: Book, post: Post, request: Any, _fate: Fate) -> Made:
        if book.is_taken(request.client_algo_id):
            return 400, DUPLICATE_CONTRACT
        order = self._entered(
            book, post, "algo", request.client_algo_id, request.side, request.type,
            request.quantity, request.trigger_price,
        )  # fmt: skip
        order.becomes(self.loop.time(), "NEW", Decimal(0))
        self._report(book.account, order)
        return lambda: books.shown(order, SEEN)

    def _traded(self, book: Book, post: Post, shape: books.Shape, *, nothing: bool) -> Order:
        """Let an order trade as it may: at once, later, in part, not at all."""
        request = post.request
        order = self._entered(
            book, post, shape, request.new_client_order_id, request.side, request.type,
            request.quantity, request.price,
        )  # fmt: skip
        now, rng = self.loop.time(), self.rng
        if nothing:
            order.becomes(now, "EXPIRED", Decimal(0))
        elif request.type == "MARKET":
            partly = rng.random() < 0.05
            order.becomes(now, "EXPIRED" if partly else "FILLED", Decimal(1) / (1 + partly))
        else:
            order.becomes(now, "NEW", Decimal(0))
            if rng.random() < 0.5:
                self.loop.call_later(rng.choice((0.0, rng.uniform(0, 20))), self._fill, order)
            elif rng.random() < 0.5:
                self.loop.call_later(rng.uniform(0, 20), self._cancel, order)
        self._report(book.account, order)
        return order

    def _cancel(self, order: Order) -> None:
        """Its owner does, elsewhere."""
        if order.is_open:
            order.states.append(order.now._replace(since=self.loop.time(), status="CANCELED"))

    def _fill(self, order: Order) -> None:
        if order.is_open:
            half = order.now.executed == 0 and self.rng.random() < 0.3
            status = "PARTIALLY_FILLED" if half else "FILLED"
            order.becomes(self.loop.time(), status, Decimal(1) / (1 + half))

    def _entered(
        self, book: Book, post: Post, shape: books.Shape, name: str, side: str, type_: str,
        qty: Decimal | None, price: Decimal | None,
    ) -> Order:  # fmt: skip
        order = Order(
            book.number(), name, shape, post.request.symbol, str(side), str(type_),
            qty or Decimal("1.000"), price or Decimal(0), deed_of(post.request).client_id,
            self.loop.time() + self._lag(),
        )  # fmt: skip
        book.orders.append(order)
        return order

    def _list(self, book: Book, post: Post, request: Any, _fate: Fate) -> Made:
        if book.list_by_name(request.list_client_order_id) is not None:
            return 400, DUPLICATE
        pair = isinstance(request, spot.NewOco)
        now, visible_at = self.loop.time(), self.loop.time() + self._lag()
        made = []
        for place, (name, side, type_, qty) in enumerate(_legs(request)):
            order = self._entered(book, post, "spot", name, side, type_, qty, None)
            order.visible_at = visible_at
            order.becomes(now, "NEW" if pair or not place else "PENDING_NEW", Decimal(0))
            made.append(order)
        if self.rng.random() < self.conditions.stubborn:
            made[-1].visible_at = now + self.rng.uniform(20, 60)
        listed = Listed(
            book.number(), request.list_client_order_id, request.symbol,
            "OCO" if pair else "OTO", made, visible_at,
        )  # fmt: skip
        for order in made:
            order.list_number = listed.number
            self._report(book.account, order)
        book.lists.append(listed)
        return lambda: {
            **books.shown_list(listed, SEEN),
            "orderReports": [books.shown(order, SEEN) for order in made],
        }

    def _replace(self, book: Book, post: Post, request: Any, fate: Fate) -> Made:
        old = book.by_number(request.cancel_order_id)
        if fate == "both failed" or old is None or not old.is_open:
            return 400, _halves(-2022, "FAILURE", "NOT_ATTEMPTED")
        old.becomes(self.loop.time(), "CANCELED", Decimal(0))
        if fate == "half":
            post.half = "cancelled"
            return 409, _halves(-2021, "SUCCESS", "FAILURE")
        order = self._traded(book, post, "spot", nothing=False)
        return lambda: {
            "cancelResult": "SUCCESS", "newOrderResult": "SUCCESS",
            "cancelResponse": books.cancelled(old), "newOrderResponse": books.shown(order, SEEN),
        }  # fmt: skip

    def _amend(self, book: Book, _post: Post, request: Any, _fate: Fate) -> Made:
        order = book.by_number(request.order_id)
        if order is None or not order.is_open or order.name == request.new_client_order_id:
            return 400, NOT_AMENDED
        old, order.name = order.name, request.new_client_order_id
        order.names = [(UNSEEN, old), (self.loop.time(), order.name)]
        order.renamed_at = self.loop.time() + self._lag()
        order.qty, order.intent = request.new_qty, order.name
        order.becomes(self.loop.time(), "NEW", Decimal(0))
        self._report(book.account, order)
        return lambda: books.amended(order, old)

    def _lag(self) -> float:
        if self.rng.random() < self.conditions.lags:
            return self.rng.choice((self.rng.uniform(0, 9), 9.0))
        return 0.0

    def _report(self, account: int, order: Order) -> None:
        if self.rng.random() < self.conditions.tells:
            self.loop.call_later(
                self.rng.choice((0.0, 0.05, 2.0)), lambda: self.told(account, order.name)
            )


def _legs(request: Any) -> list[tuple[str, str, str, Decimal]]:
    """The orders of a list: name, side, type and quantity."""
    if isinstance(request, spot.NewOco):
        side, qty = request.side, request.quantity
        return [
            (request.above_client_order_id, side, request.above_type, qty),
            (request.below_client_order_id, side, request.below_type, qty),
        ]
    side, qty = request.pending_side, request.pending_quantity
    working = request.working_client_order_id, request.working_side, request.working_type
    return [
        (*working, request.working_quantity),
        (request.pending_above_client_order_id, side, request.pending_above_type, qty),
        (request.pending_below_client_order_id, side, request.pending_below_type, qty),
    ]


def _halves(code: int, cancel: str, new: str) -> bytes:
    data = {"cancelResult": cancel, "newOrderResult": new}
    return books.dumped({"code": code, "msg": "Order cancel-replace failed.", "data": data})
