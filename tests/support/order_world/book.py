"""An account's orders as the exchange has them, with all they ever were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any, Literal, NamedTuple

OPEN = frozenset({"NEW", "PENDING_NEW", "PARTIALLY_FILLED"})
AT = 1_700_000_000_000
Shape = Literal["spot", "usdm", "algo"]


class State(NamedTuple):
    """How an order stood from a moment on."""

    since: float
    status: str
    executed: Decimal


@dataclass(eq=False)
class Order:
    """One order; `intent` is the name of the deed that made it, None for one of its owner's."""

    number: int
    name: str
    shape: Shape
    symbol: str
    side: str
    type: str
    qty: Decimal
    price: Decimal
    intent: str | None
    visible_at: float
    list_number: int = -1
    renamed_at: float = 0.0
    states: list[State] = field(default_factory=list)
    names: list[tuple[float, str]] = field(default_factory=list)

    @property
    def since(self) -> float:
        """Since when it is what the intent of its name was about."""
        return self.names[-1][0] if self.names else self.states[0].since

    @property
    def now(self) -> State:
        return self.states[-1]

    @property
    def is_open(self) -> bool:
        return self.now.status in OPEN

    def becomes(self, at: float, status: str, share: Decimal) -> None:
        self.states.append(State(at, status, (self.qty * share).quantize(self.qty)))

    def name_at(self, at: float) -> str:
        """What a query calls it: a new name may be seen later."""
        if self.names and at < self.renamed_at:
            return self.names[0][1]
        return self.name


@dataclass(eq=False)
class Listed:
    """A list and its orders."""

    number: int
    name: str
    symbol: str
    contingency: str
    orders: Sequence[Order]
    visible_at: float

    @property
    def status(self) -> str:
        return "EXECUTING" if any(one.is_open for one in self.orders) else "ALL_DONE"


class Book:
    """One account of the exchange."""

    def __init__(self, account: int) -> None:
        self.account = account
        self.orders: list[Order] = []
        self.lists: list[Listed] = []
        self._numbers = count(100)

    def number(self) -> int:
        return next(self._numbers)

    def is_taken(self, name: str) -> bool:
        """Binance holds names unique among open orders only."""
        return any(one.name == name and one.is_open for one in self.orders)

    def by_name(self, name: str) -> Order | None:
        return next((one for one in reversed(self.orders) if one.name == name), None)

    def by_number(self, number: int) -> Order | None:
        return next((one for one in self.orders if one.number == number), None)

    def list_by_name(self, name: str) -> Listed | None:
        return next((one for one in reversed(self.lists) if one.name == name), None)


def dumped(answer: Any) -> bytes:
    return json.dumps(answer).encode()


def shown(order: Order, at: float) -> dict[str, Any]:
    """An order as its kind of answer has it."""
    return {"spot": _spot, "usdm": _contract, "algo": _algo}[order.shape](order, at)


def _spot(order: Order, at: float) -> dict[str, Any]:
    state = order.now
    return {
        "symbol": order.symbol, "orderId": order.number, "clientOrderId": order.name_at(at),
        "orderListId": order.list_number, "side": order.side, "type": order.type,
        "status": state.status, "price": str(order.price), "origQty": str(order.qty),
        "executedQty": str(state.executed), "timeInForce": "GTC",
        "cummulativeQuoteQty": str(state.executed * 100), "transactTime": AT, "time": AT,
        "updateTime": AT, "isWorking": True, "fills": [],
    }  # fmt: skip


def _contract(order: Order, at: float) -> dict[str, Any]:
    state = order.now
    return {
        "symbol": order.symbol, "orderId": order.number, "clientOrderId": order.name_at(at),
        "side": order.side, "positionSide": "BOTH", "type": order.type, "origType": order.type,
        "status": state.status, "timeInForce": "GTC", "price": str(order.price),
        "origQty": str(order.qty), "executedQty": str(state.executed), "reduceOnly": False,
        "closePosition": False, "stopPrice": "0", "workingType": "CONTRACT_PRICE",
        "updateTime": AT, "time": AT, "avgPrice": "100", "cumQuote": str(state.executed * 100),
        "cumQty": str(state.executed),
    }  # fmt: skip


def _algo(order: Order, at: float) -> dict[str, Any]:
    return {
        "algoId": order.number, "clientAlgoId": order.name_at(at), "algoType": "CONDITIONAL",
        "orderType": order.type, "symbol": order.symbol, "side": order.side,
        "positionSide": "BOTH", "timeInForce": "GTC", "quantity": str(order.qty),
        "algoStatus": order.now.status, "triggerPrice": str(order.price), "price": "0",
        "selfTradePreventionMode": "NONE", "workingType": "CONTRACT_PRICE", "priceMatch": "NONE",
        "closePosition": False, "priceProtect": False, "reduceOnly": True, "createTime": AT,
        "updateTime": AT, "triggerTime": 0, "goodTillDate": 0, "actualOrderId": "",
        "actualPrice": "0",
    }  # fmt: skip


def positions(book: Book, at: float) -> list[dict[str, Any]]:
    """What is held of the contract, once its orders show; in one-way mode."""
    traded = [one for one in book.orders if one.shape == "usdm" and one.visible_at <= at]
    amount = sum((one.now.executed * (1 if one.side == "BUY" else -1) for one in traded), Decimal())
    zeros = (
        "entryPrice", "breakEvenPrice", "markPrice", "unRealizedProfit", "liquidationPrice",
        "isolatedMargin", "notional", "isolatedWallet", "initialMargin", "maintMargin",
        "positionInitialMargin", "openOrderInitialMargin", "bidNotional", "askNotional",
    )  # fmt: skip
    return [
        dict.fromkeys(zeros, "0")
        | {"symbol": "BTCUSDT", "positionSide": "BOTH", "positionAmt": str(amount),
           "marginAsset": "USDT", "adl": 0, "updateTime": AT}
    ]  # fmt: skip


def waiting(book: Book, at: float) -> list[dict[str, Any]]:
    """What waits in the book of the contract."""
    there = [one for one in book.orders if one.shape == "usdm" and one.visible_at <= at]
    return [shown(one, at) for one in there if one.is_open]


def shown_list(one: Listed, at: float) -> dict[str, Any]:
    return {
        "orderListId": one.number, "contingencyType": one.contingency,
        "listStatusType": "EXEC_STARTED", "listOrderStatus": one.status,
        "listClientOrderId": one.name, "transactionTime": AT, "symbol": one.symbol,
        "orders": [
            {"symbol": order.symbol, "orderId": order.number, "clientOrderId": order.name_at(at)}
            for order in one.orders
        ],
    }  # fmt: skip


def amended(order: Order, old_name: str) -> dict[str, Any]:
    state = order.now
    return {
        "transactTime": AT, "executionId": 1,
        "amendedOrder": {
            "symbol": order.symbol, "orderId": order.number, "orderListId": -1,
            "origClientOrderId": old_name, "clientOrderId": order.name, "side": order.side,
            "type": order.type, "status": state.status, "timeInForce": "GTC",
            "price": str(order.price), "qty": str(order.qty), "executedQty": str(state.executed),
            "preventedQty": "0", "quoteOrderQty": "0", "cumulativeQuoteQty": "0",
        },
    }  # fmt: skip


def cancelled(order: Order) -> dict[str, Any]:
    return {**_spot(order, float("inf")), "origClientOrderId": order.name}
