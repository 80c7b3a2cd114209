"""Deeds on the spot market: orders, lists of orders, and changes of orders."""

from decimal import Decimal
from typing import Generic, TypeVar

from binance import Account
from binance.errors import BinanceError, HalfDone, NoSuchOrder, Unknown
from binance.models.order_changes import Amended, Replaced
from binance.models.order_lists import OrderList, PlacedList
from binance.models.order_terms import OrderStatus
from binance.models.orders import OrderState
from binance.private.spot import (
    AmendOrder,
    CancelReplace,
    NewOco,
    NewOrder,
    NewOto,
    NewOtoco,
    QueryOrder,
    QueryOrderList,
)
from bot.deeds.kind import Kind, ask
from bot.deeds.report import Leg, Report
from bot.i18n import Html, Say
from bot.ordering import sentences
from bot.text import number

L = TypeVar("L", NewOco, NewOto, NewOtoco)


class Order(Kind[NewOrder]):
    """One order."""

    name = "order"
    market = "spot"
    request = NewOrder

    def client_id(self, request: NewOrder) -> str:
        return request.new_client_order_id

    def placed(self, request: NewOrder, answer: OrderState) -> Report:
        return Report.of_one(request.symbol, Leg.of(answer))

    async def find(self, account: Account, request: NewOrder) -> Report:
        name = request.new_client_order_id
        found = await ask(account, QueryOrder(symbol=request.symbol, orig_client_order_id=name))
        return self.placed(request, found)

    def sentence(self, say: Say, request: NewOrder) -> Html:
        return sentences.sentence(say, request)


class _List(Kind[L], Generic[L]):
    market = "spot"

    def client_id(self, request: L) -> str:
        return request.list_client_order_id

    def placed(self, request: L, answer: PlacedList) -> Report:  # noqa: ARG002 - of every kind
        return _listed(answer, tuple(map(Leg.of, answer.order_reports)))

    async def find(self, account: Account, request: L) -> Report:
        """Ask for the list, and then for each of its orders, which it only names."""
        named = QueryOrderList(orig_client_order_id=request.list_client_order_id)
        found: OrderList = await ask(account, named)
        try:
            orders = [
                await ask(account, QueryOrder(symbol=found.symbol, order_id=one.order_id))
                for one in found.orders
            ]
        except NoSuchOrder:  # an answer that lags: the list is there, hence its orders are
            raise Unknown("the list is there, but not all of its orders are found yet") from None
        return _listed(found, tuple(map(Leg.of, orders)))

    def sentence(self, say: Say, request: L) -> Html:
        return sentences.sentence(say, request)


class Oco(_List[NewOco]):
    """A pair of which one order cancels the other."""

    name = "oco"
    request = NewOco


class Oto(_List[NewOto]):
    """An order, and another one after it."""

    name = "oto"
    request = NewOto


class Bracket(_List[NewOtoco]):
    """An order, and after it a pair that takes the profit or stops the loss."""

    name = "otoco"
    request = NewOtoco


class Replacement(Kind[CancelReplace]):
    """Another order in place of one that waits: two deeds, of which one may succeed alone."""

    name = "replace"
    market = "spot"
    request = CancelReplace

    def client_id(self, request: CancelReplace) -> str:
        return request.new_client_order_id

    def placed(self, request: CancelReplace, answer: Replaced) -> Report:
        return Report.of_one(request.symbol, Leg.of(answer.new_order_response))

    async def find(self, account: Account, request: CancelReplace) -> Report:
        name = request.new_client_order_id
        found = await ask(account, QueryOrder(symbol=request.symbol, orig_client_order_id=name))
        return Report.of_one(request.symbol, Leg.of(found))

    def sentence(self, say: Say, request: CancelReplace) -> Html:
        return say(
            "{order}, in place of order <code>{id}</code>",
            order=sentences.sentence(say, request), id=request.cancel_order_id,
        )  # fmt: skip

    def left_half_done(self, say: Say, error: Unknown) -> Html | None:
        match error:
            case HalfDone(cancelled=True, placed=False):
                return say("The old order was cancelled, but the new one was not placed.")
            case HalfDone(cancelled=False, placed=True):
                return say("The new order was placed, but the old one was not cancelled.")
            case _:
                return None

    def came_to_nothing(self, say: Say) -> Html:
        return say("The new order was not placed.")

    async def is_as_seen(self, account: Account, request: CancelReplace, filled: Decimal) -> bool:
        """Ask the old order: the new one is for what was left of it."""
        old = await _old(account, request)
        return Leg.of(old).is_open and old.executed_qty == filled

    async def beside(self, account: Account, request: CancelReplace, say: Say) -> Html | None:
        """Of the old order it is said as well how it stands."""
        try:
            return _stands(say, await _old(account, request))
        except BinanceError:
            return say("Look at the old order too: /orders")


class Amendment(Kind[AmendOrder]):
    """Less of an order that waits, which keeps its place in the book."""

    name = "amend"
    market = "spot"
    request = AmendOrder

    def client_id(self, request: AmendOrder) -> str:
        return request.new_client_order_id

    def placed(self, request: AmendOrder, answer: Amended) -> Report:
        order = answer.amended_order
        leg = Leg(
            order_id=order.order_id, status=str(order.status), side=order.side,
            type=str(order.type), executed_qty=order.executed_qty,
            quote_qty=order.cumulative_quote_qty,
        )  # fmt: skip
        return Report.of_one(request.symbol, leg)

    async def find(self, account: Account, request: AmendOrder) -> Report:
        """Ask the order itself, which bears its new name once it is reduced."""
        found = await _to_amend(account, request)
        if found.client_order_id != request.new_client_order_id:
            raise NoSuchOrder(-2013, "The order was not reduced.")
        return Report.of_one(request.symbol, Leg.of(found))

    def came_to_nothing(self, say: Say) -> Html:
        return say("The order was not reduced.")

    async def beside(self, account: Account, request: AmendOrder, say: Say) -> Html | None:
        """Of the order that was not reduced it is said how it stands; else the verdict tells it."""
        try:
            order = await _to_amend(account, request)
        except BinanceError:
            return say("Look at the old order too: /orders")
        reduced = order.client_order_id == request.new_client_order_id
        return None if reduced else _stands(say, order)

    def sentence(self, say: Say, request: AmendOrder) -> Html:
        return say(
            "reduce order <code>{id}</code> to {qty} {symbol}",
            id=request.order_id, qty=number(request.new_qty), symbol=request.symbol,
        )  # fmt: skip


async def _old(account: Account, request: CancelReplace) -> OrderState:
    """Ask for the order that is to be replaced."""
    question = QueryOrder(symbol=request.symbol, order_id=request.cancel_order_id)
    old: OrderState = await ask(account, question)
    return old


async def _to_amend(account: Account, request: AmendOrder) -> OrderState:
    """Ask for the order that is to be reduced."""
    question = QueryOrder(symbol=request.symbol, order_id=request.order_id)
    found: OrderState = await ask(account, question)
    return found


def _stands(say: Say, old: OrderState) -> Html:
    """How an order stands that was to be changed, with what is filled of it."""
    leg, qty = Leg.of(old), number(old.executed_qty)
    if leg.status == OrderStatus.FILLED:
        return say("The old order is filled, all {qty} {symbol} of it.", qty=qty, symbol=old.symbol)
    if leg.is_open and leg.executed_qty:
        return say("The old order is still open, and {qty} of it is filled.", qty=qty)
    if leg.is_open:
        return say("The old order is still open.")
    if leg.executed_qty:
        return say(
            "The old order is not open any more ({status}), and {qty} of it was filled.",
            status=leg.status, qty=qty,
        )  # fmt: skip
    return say("The old order is not open any more ({status}).", status=leg.status)


def _listed(found: OrderList, legs: tuple[Leg, ...]) -> Report:
    return Report(
        number=found.order_list_id,
        status=str(found.list_order_status),
        symbol=found.symbol,
        legs=legs,
    )
