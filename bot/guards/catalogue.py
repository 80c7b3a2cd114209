"""Every request that may be signed, and what is at stake in it. What is not here is refused."""

from collections.abc import Callable, Mapping
from typing import Any

from binance.models.margin.terms import LoanType
from binance.private import asset, coin_futures, convert, futures, margin, spot
from binance.request import Request, Security
from bot.contract_settings import SetLeverage, SetMarginType
from bot.guards import contract_stakes as contracts
from bot.guards import spot_stakes
from bot.guards.stakes import Change, Harmless, Stake, Venue
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover

Read = Callable[[Any], Stake]


def _harmless(_request: Any) -> Stake:
    return Harmless()


def _change(_request: Any) -> Stake:
    return Change()


def _loan(request: margin.BorrowRepay) -> Stake:
    return Harmless() if request.type is LoanType.REPAY else Change()


_CANCELS: tuple[type[Request[Any]], ...] = (
    spot.CancelOrder, spot.CancelOpenOrders, spot.CancelOrderList,
    margin.CancelOrder, margin.CancelOpenOrders, margin.CancelOrderList,
    futures.CancelOrder, futures.CancelOrders, futures.CancelOpenOrders,
    futures.CancelAlgoOrder, futures.CancelOpenAlgoOrders, futures.CountdownCancelAll,
    coin_futures.CancelOrder, coin_futures.CancelOrders, coin_futures.CancelOpenOrders,
    coin_futures.CancelAlgoOrder, coin_futures.CancelOpenAlgoOrders,
    coin_futures.CountdownCancelAll, convert.CancelLimitOrder,
    CancelUsdLeftover, CancelCoinLeftover,
)  # fmt: skip

# An amendment can only make an order smaller, and a quote binds nobody until it is accepted.
_HARMLESS: tuple[type[Request[Any]], ...] = (
    *_CANCELS, spot.AmendOrder, convert.RequestQuote, futures.RequestQuote,
    futures.OrderDownload, futures.TradeDownload, futures.IncomeDownload,
    coin_futures.OrderDownload, coin_futures.TradeDownload, coin_futures.IncomeDownload,
)  # fmt: skip

# Money moves between wallets of the one account only; sub-accounts are others'.
_CHANGES: tuple[type[Request[Any]], ...] = (
    asset.UniversalTransfer,
    futures.ChangeMarginType, futures.ChangePositionMode, futures.ModifyPositionMargin,
    SetMarginType,
    coin_futures.ChangeMarginType, coin_futures.ChangePositionMode,
    coin_futures.ModifyPositionMargin,
)  # fmt: skip

_READ: Mapping[type[Request[Any]], Read] = {
    **dict.fromkeys(_HARMLESS, _harmless),
    **dict.fromkeys(_CHANGES, _change),
    margin.BorrowRepay: _loan,
    spot.NewOrder: spot_stakes.one_order,
    spot.NewOrderUnwatched: spot_stakes.one_order,
    spot.NewRoutedOrder: spot_stakes.one_order,
    spot.CancelReplace: spot_stakes.one_order,
    spot.NewOco: spot_stakes.pair,
    spot.NewLegacyOco: spot_stakes.legacy_pair,
    spot.NewOto: spot_stakes.one_after_another,
    spot.NewOpo: spot_stakes.one_after_another,
    spot.NewOtoco: spot_stakes.pair_after_one,
    spot.NewOpoco: spot_stakes.pair_after_one,
    margin.NewOrder: spot_stakes.one_order,
    margin.NewOrderUnwatched: spot_stakes.one_order,
    margin.NewOco: spot_stakes.legacy_pair,
    margin.NewOto: spot_stakes.one_after_another,
    margin.NewOtoco: spot_stakes.pair_after_one,
    futures.NewOrder: contracts.order(Venue.USDM),
    futures.NewAlgoOrder: contracts.order(Venue.USDM),
    futures.NewOrders: contracts.orders(Venue.USDM),
    futures.ModifyOrder: contracts.modification(Venue.USDM),
    futures.ModifyOrders: contracts.modifications(Venue.USDM),
    futures.ChangeLeverage: contracts.leverage(Venue.USDM),
    SetLeverage: contracts.leverage(Venue.USDM),
    coin_futures.NewOrder: contracts.order(Venue.COINM),
    coin_futures.NewAlgoOrder: contracts.order(Venue.COINM),
    coin_futures.NewOrders: contracts.orders(Venue.COINM),
    coin_futures.ModifyOrder: contracts.modification(Venue.COINM),
    coin_futures.ModifyOrders: contracts.modifications(Venue.COINM),
    coin_futures.ChangeLeverage: contracts.leverage(Venue.COINM),
}


def stake_of(request: Request[Any]) -> Stake | None:
    """What is at stake; None for what is not known, of which nothing may be signed.

    Very types are looked up: who derives another request from one of these has to list it.
    """
    kind = type(request)
    if (read := _READ.get(kind)) is not None:
        return read(request)
    harmless = kind.reads or kind.security is Security.USER_STREAM
    return Harmless() if harmless else None


def name_of(request: Request[Any]) -> str | None:
    """Return the name of ours that a request bears; None for what bears none, such as a transfer.

    A changed order keeps the name that it had, so that tells no change from another.
    """
    for name in ("new_client_order_id", "list_client_order_id", "client_algo_id"):
        if isinstance(value := getattr(request, name, None), str):
            return value
    batch = getattr(request, "batch_orders", ())
    return next((one.new_client_order_id for one in batch if _is_new(one)), None)


def _is_new(order: Any) -> bool:
    return isinstance(order, futures.NewOrder | coin_futures.NewOrder)
