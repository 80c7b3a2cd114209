"""Deeds that clear up: orders taken back that outlived their position."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar, TypeVar

from binance import Account
from binance.errors import NoSuchOrder, Rejected
from binance.models.futures.algo_orders import AlgoOrder, CancelledAlgoOrder
from binance.models.futures.terms import AlgoStatus, OrderType
from binance.models.order_terms import OrderStatus
from binance.private import coin_futures, futures
from binance.request import Private
from bot.deeds.kind import Kind, ask
from bot.deeds.report import GONE, Leg, Report
from bot.i18n import Html, Say
from bot.leftovers import TARGETS, CancelCoinLeftover, CancelUsdLeftover, positions_in
from bot.text import number

L = TypeVar("L", CancelUsdLeftover, CancelCoinLeftover)


class _Leftover(Kind[L]):
    """Asked for again it is asked whether the order still waits, which is all that matters."""

    conditional = True
    clears = True
    question: ClassVar[Callable[..., Private[AlgoOrder]]]

    def client_id(self, request: L) -> str:
        return request.name

    def placed(self, request: L, answer: CancelledAlgoOrder) -> Report:
        del answer
        return _report(request, OrderStatus.CANCELED)

    def settled_by(self, request: L, error: Rejected) -> Report | None:
        return _report(request, GONE) if isinstance(error, NoSuchOrder) else None

    def stands_alone(self, request: L) -> bool:
        return request.after is None

    def after(self, request: L) -> str | None:
        return request.after

    async def find(self, account: Account, request: L) -> Report:
        try:
            found: AlgoOrder = await ask(account, self.question(algo_id=request.algo_id))
        except NoSuchOrder:
            return _report(request, GONE)
        if found.algo_status.waiting:
            raise NoSuchOrder(-2011, "The order was not cancelled.")
        cancelled = found.algo_status is AlgoStatus.CANCELED
        return _report(request, OrderStatus.CANCELED if cancelled else GONE)

    async def is_due(self, account: Account, request: L) -> bool:
        rows = await ask(account, positions_in(self.market, request.symbol))
        return not any(request.belongs_to(one) for one in rows)

    def sentence(self, say: Say, request: L) -> Html:
        values = {"price": number(request.trigger_price or Decimal(0)), "position": request.place}
        if request.order_type is OrderType.TRAILING_STOP_MARKET:
            return say("the trailing stop of {position}", position=request.place)
        if request.order_type in TARGETS:
            return say("the target {price} of {position}", **values)
        return say("the stop {price} of {position}", **values)


class UsdLeftover(_Leftover[CancelUsdLeftover]):
    """Of a position on USD-M."""

    name = "usdm leftover"
    market = "usdm"
    request = CancelUsdLeftover
    question = futures.QueryAlgoOrder


class CoinLeftover(_Leftover[CancelCoinLeftover]):
    """Of a position on COIN-M."""

    name = "coinm leftover"
    market = "coinm"
    request = CancelCoinLeftover
    question = coin_futures.QueryAlgoOrder


def _report(request: CancelUsdLeftover | CancelCoinLeftover, status: str) -> Report:
    leg = Leg(
        order_id=request.algo_id, status=str(status), side=request.side,
        type=str(request.order_type),
    )  # fmt: skip
    return Report.of_one(request.symbol, leg)
