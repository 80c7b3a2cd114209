"""Deeds on the futures markets: orders, and orders that wait for a price."""

from decimal import Decimal
from typing import TypeVar

from binance import Account
from binance.errors import NoSuchOrder
from binance.models.futures.algo_orders import AlgoOrderState
from binance.models.futures.orders import Order, OrderState
from binance.models.futures.terms import AlgoStatus, OrderType, PositionSide
from binance.models.order_terms import OrderStatus, Side
from binance.private import coin_futures, futures
from bot.deeds.kind import Kind, ask
from bot.deeds.report import Leg, Report
from bot.i18n import Html, Say
from bot.leftovers import ends, positions_in
from bot.notices import side_word
from bot.text import number, percent

T = TypeVar("T", futures.NewOrder, coin_futures.NewOrder)


class _ContractOrder(Kind[T]):
    """An order that goes to the book or to the market at once."""

    def client_id(self, request: T) -> str:
        return request.new_client_order_id

    def placed(self, request: T, answer: OrderState) -> Report:
        return Report.of_one(request.symbol, _leg(answer))

    def stands_alone(self, request: T) -> bool:
        """Of several closings of positions none depends on another."""
        return _reduces(request.side, request.position_side, request.reduce_only)

    def sentence(self, say: Say, request: T) -> Html:
        return say(
            "{side} {qty} {symbol} at {price}{purpose}",
            side=side_word(say, request.side),
            qty=self._amount(say, request.quantity or Decimal(0)),
            symbol=request.symbol, price=_price(say, request.price),
            purpose=_purpose(say, request.side, request.position_side, request.reduce_only),
        )  # fmt: skip

    def _amount(self, say: Say, quantity: Decimal) -> Html:
        return say("{qty}", qty=number(quantity))


class UsdOrder(_ContractOrder[futures.NewOrder]):
    """An order for a USD-M contract."""

    name = "usdm order"
    market = "usdm"
    request = futures.NewOrder

    async def find(self, account: Account, request: futures.NewOrder) -> Report:
        question = futures.QueryOrder(
            symbol=request.symbol, orig_client_order_id=request.new_client_order_id
        )
        return Report.of_one(request.symbol, _leg(await ask(account, question)))


class CoinOrder(_ContractOrder[coin_futures.NewOrder]):
    """An order for a COIN-M contract, whose quantity is contracts."""

    name = "coinm order"
    market = "coinm"
    request = coin_futures.NewOrder

    def _amount(self, say: Say, quantity: Decimal) -> Html:
        return say.many("{n} contract of", "{n} contracts of", int(quantity))

    async def find(self, account: Account, request: coin_futures.NewOrder) -> Report:
        question = coin_futures.QueryOrder(
            symbol=request.symbol, orig_client_order_id=request.new_client_order_id
        )
        return Report.of_one(request.symbol, _leg(await ask(account, question)))


class UsdStop(Kind[futures.NewAlgoOrder]):
    """An order for a USD-M contract that waits for a price: a stop, a target, a trailing stop."""

    name = "usdm stop"
    market = "usdm"
    conditional = True
    protects = True
    request = futures.NewAlgoOrder

    def client_id(self, request: futures.NewAlgoOrder) -> str:
        return request.client_algo_id

    def placed(self, request: futures.NewAlgoOrder, answer: AlgoOrderState) -> Report:
        leg = Leg(
            order_id=answer.algo_id, status=_status(answer.algo_status), side=answer.side,
            type=str(answer.order_type),
        )  # fmt: skip
        return Report.of_one(request.symbol, leg)

    async def find(self, account: Account, request: futures.NewAlgoOrder) -> Report:
        question = futures.QueryAlgoOrder(client_algo_id=request.client_algo_id)
        try:
            return self.placed(request, await ask(account, question))
        except NoSuchOrder:  # which Binance may say of one that is over, too
            return Report.of_one(request.symbol, await _became(account, request))

    async def has_object(self, account: Account, request: futures.NewAlgoOrder) -> bool:
        rows = await ask(account, positions_in(self.market, request.symbol))
        return any(ends(request, one) for one in rows)

    def sentence(self, say: Say, request: futures.NewAlgoOrder) -> Html:
        said = {
            "side": side_word(say, request.side),
            "symbol": request.symbol,
            "when": _when(say, request),
            "purpose": _purpose(say, request.side, request.position_side, request.reduce_only),
        }
        if request.close_position:
            return say("{side} the whole position of {symbol} {when}{purpose}", **said)
        qty = number(request.quantity or Decimal(0))
        return say("{side} {qty} {symbol} {when}{purpose}", qty=qty, **said)


def _leg(order: OrderState) -> Leg:
    quote = order.cum_quote if isinstance(order, Order) else None
    return Leg(
        order_id=order.order_id, status=str(order.status), side=order.side, type=str(order.type),
        executed_qty=order.executed_qty, quote_qty=quote,
    )  # fmt: skip


async def _became(account: Account, request: futures.NewAlgoOrder) -> Leg:
    """The order that it was turned into, which has its name; one that is open is told elsewhere."""
    question = futures.QueryOrder(
        symbol=request.symbol, orig_client_order_id=request.client_algo_id
    )
    leg = _leg(await ask(account, question))
    return leg.model_copy(update={"status": str(AlgoStatus.TRIGGERED)}) if leg.is_open else leg


def _status(status: AlgoStatus) -> str:
    """A conditional order's status as one that orders have; triggered, it is an order itself."""
    return str(OrderStatus.NEW if status is AlgoStatus.TRIGGERING else status)


def _price(say: Say, price: Decimal | None) -> Html | str:
    return say("market") if price is None else number(price)


def _when(say: Say, request: futures.NewAlgoOrder) -> Html:
    if request.type is OrderType.TRAILING_STOP_MARKET:
        behind = percent(request.callback_rate or Decimal(0), sign=False)
        return say("at market, {behind} behind the best price", behind=behind)
    trigger = number(request.trigger_price or Decimal(0))
    price = _price(say, request.price)
    if request.type in (OrderType.STOP, OrderType.STOP_MARKET):
        return say("at {price} when {trigger} is reached (stop)", price=price, trigger=trigger)
    return say("at {price} when {trigger} is reached (take profit)", price=price, trigger=trigger)


def _reduces(
    side: Side,
    position: PositionSide | None,
    reduce_only: bool | None,  # noqa: FBT001 - as the request has it
) -> bool:
    if position is PositionSide.LONG:
        return side == Side.SELL
    if position is PositionSide.SHORT:
        return side == Side.BUY
    return bool(reduce_only)


def _purpose(
    say: Say,
    side: Side,
    position: PositionSide | None,
    reduce_only: bool | None,  # noqa: FBT001 - as the request has it
) -> Html | str:
    """What it does to a position, where the request itself tells."""
    if position is PositionSide.LONG:
        return say(" (opens long)") if side == Side.BUY else say(" (closes long)")
    if position is PositionSide.SHORT:
        return say(" (opens short)") if side == Side.SELL else say(" (closes short)")
    return say(" (only reduces)") if reduce_only else ""
