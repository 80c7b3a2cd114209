"""Every request of the client is either understood by the guards or refused by them."""

import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

import binance.private
from binance.models.futures.terms import OrderType as ContractType
from binance.models.futures.terms import PositionSide, PriceMatch
from binance.models.futures.terms import TimeInForce as ContractTime
from binance.models.margin.terms import LoanType
from binance.models.order_terms import OrderType, PegPriceType, Side, TimeInForce
from binance.private import asset, coin_futures, convert, futures, margin, spot
from binance.private.spot import CancelReplaceMode
from binance.request import Private, Request, Security
from bot.contract_settings import SetLeverage, SetMarginType
from bot.guards.catalogue import _READ, name_of, stake_of
from bot.guards.stakes import Change, Harmless, Leg, Leverage, Orders, Venue
from bot.leftovers import CancelCoinLeftover, CancelUsdLeftover

ONE = Decimal(1)
BTC = {"symbol": "BTCUSDT"}
LIMIT = {"type": OrderType.LIMIT, "time_in_force": TimeInForce.GTC}
WORKING: dict[str, Any] = {
    "working_side": Side.BUY, "working_quantity": ONE, "working_price": Decimal(90),
    "working_type": OrderType.LIMIT, "working_time_in_force": TimeInForce.GTC,
}  # fmt: skip
REFUSED = {
    "Withdraw", "TravelRuleWithdraw", "BrokerWithdraw", "CreateApiKey", "ModifyApiKeyPermissions",
    "TransferToSub", "TransferToMaster", "AcceptQuote", "PlaceLimitOrder", "CreateSpecialKey",
    "EnableFastWithdraw", "SubscribeFlexible", "SetMaxLeverage", "ConvertDust", "StakeEth",
    "WithdrawManaged", "MovePositions", "SetSoftStaking", "ChangeMultiAssetsMode",
}  # fmt: skip


def private_requests() -> Iterator[type[Private[Any]]]:
    """All that the owner of an account may send."""
    for module in pkgutil.walk_packages(binance.private.__path__, "binance.private."):
        import_module(module.name)
    left: list[type[Any]] = [Private]
    seen: set[type[Any]] = set()
    while left:
        for one in left.pop().__subclasses__():
            if one not in seen and one.__module__.startswith("binance.private"):
                seen.add(one)
                if "path" in vars(one):
                    yield one
            left.append(one)
            seen.add(one)


def test_what_moves_something_is_refused_unless_it_is_listed() -> None:
    moving = {
        one
        for one in private_requests()
        if not one.reads and one.security is not Security.USER_STREAM
    }

    left = {one.__name__ for one in moving - set(_READ)}

    assert left >= REFUSED
    assert not any("cancel" in name.lower() for name in left - {"CancelResale"})
    assert not any(name.startswith(("NewO", "Modify")) for name in left - {
        "ModifyApiKeyPermissions"
    })  # fmt: skip
    # Binance's own, with a name and what is known of it
    ours = {CancelUsdLeftover, CancelCoinLeftover, SetLeverage, SetMarginType}
    assert set(_READ) - {one for one in private_requests() if not one.reads} == ours


def test_a_withdrawal_is_not_known() -> None:
    request = asset.Withdraw(coin="USDT", address="x", amount=ONE)

    assert stake_of(request) is None


def test_who_derives_a_request_from_a_known_one_is_not_known() -> None:
    class Odd(spot.NewOrder):
        pass

    odd = Odd(**BTC, side=Side.BUY, type=OrderType.MARKET, quantity=ONE)

    assert stake_of(odd) is None


@pytest.mark.parametrize(
    "request_",
    [
        spot.OpenOrders(),
        spot.TestOrder(**BTC, side=Side.BUY, type=OrderType.MARKET, quantity=ONE),
        spot.CancelOrder(**BTC, order_id=1),
        spot.CancelOpenOrders(**BTC),
        spot.AmendOrder(**BTC, order_id=1, new_qty=ONE),
        futures.StartUserDataStream(),
        futures.NewOrder(
            **BTC, side=Side.SELL, type=ContractType.MARKET, quantity=ONE, reduce_only=True
        ),
        futures.NewOrder(
            **BTC, side=Side.SELL, type=ContractType.MARKET, quantity=ONE,
            position_side=PositionSide.LONG,
        ),
        futures.NewAlgoOrder(
            **BTC, side=Side.BUY, type=ContractType.STOP_MARKET, trigger_price=ONE,
            close_position=True,
        ),
        margin.BorrowRepay(
            asset="BTC", is_isolated="FALSE", amount=ONE, type=LoanType.REPAY
        ),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_looking_cancelling_and_reducing_are_harmless(request_: Request[Any]) -> None:
    assert isinstance(stake_of(request_), Harmless)


def legs(request: Request[Any]) -> tuple[tuple[Leg, ...], ...]:
    stake = stake_of(request)
    assert isinstance(stake, Orders)
    return stake.groups


def test_opening_in_hedge_mode_is_no_reducing() -> None:
    request = futures.NewOrder(
        **BTC, side=Side.BUY, type=ContractType.MARKET, quantity=ONE,
        position_side=PositionSide.LONG,
    )  # fmt: skip

    assert legs(request) == ((Leg(Venue.USDM, "BTCUSDT", Side.BUY, quantity=ONE),),)


def test_a_modification_that_says_it_only_reduces_is_not_believed() -> None:
    request = futures.ModifyOrder(
        **BTC, order_id=1, side=Side.BUY, quantity=ONE, price=ONE, reduce_only=True
    )

    assert legs(request) == ((Leg(Venue.USDM, "BTCUSDT", Side.BUY, quantity=ONE, price=ONE),),)


def test_a_replacement_is_the_order_that_it_places() -> None:
    request = spot.CancelReplace(
        **BTC, **LIMIT, side=Side.SELL, quantity=ONE, price=Decimal(5), cancel_order_id=1,
        cancel_replace_mode=CancelReplaceMode.STOP_ON_FAILURE,
    )  # fmt: skip

    assert legs(request) == ((Leg(Venue.SPOT, "BTCUSDT", Side.SELL, ONE, price=Decimal(5)),),)


def test_of_a_pair_one_fills_and_what_follows_an_order_knows_its_price() -> None:
    request = spot.NewOtoco(
        **BTC, **WORKING, pending_side=Side.SELL, pending_quantity=ONE,
        pending_above_type=OrderType.LIMIT_MAKER, pending_above_price=Decimal(100),
        pending_below_type=OrderType.STOP_LOSS, pending_below_stop_price=Decimal(80),
    )  # fmt: skip
    after = {"quantity": ONE, "after": Decimal(90)}

    assert legs(request) == (
        (Leg(Venue.SPOT, "BTCUSDT", Side.BUY, ONE, price=Decimal(90)),),
        (
            Leg(Venue.SPOT, "BTCUSDT", Side.SELL, price=Decimal(100), **after),
            Leg(Venue.SPOT, "BTCUSDT", Side.SELL, trigger=Decimal(80), **after),
        ),
    )


def test_what_is_sold_again_by_itself_is_as_much_as_was_bought() -> None:
    request = spot.NewOpo(
        **BTC, **WORKING, pending_side=Side.SELL, pending_type=OrderType.STOP_LOSS,
        pending_trailing_delta=200,
    )  # fmt: skip

    _, (follower,) = legs(request)

    assert (follower.quantity, follower.trailing) == (ONE, Decimal("0.02"))


def test_a_price_that_follows_the_book_is_none_of_its_own() -> None:
    pegged = spot.NewOrder(
        **BTC, **LIMIT, side=Side.BUY, quantity=ONE, peg_price_type=PegPriceType.MARKET_PEG
    )
    matched = futures.NewOrder(
        **BTC, side=Side.BUY, type=ContractType.LIMIT, quantity=ONE,
        time_in_force=ContractTime.GTC, price_match=PriceMatch.OPPONENT_20,
    )  # fmt: skip

    assert [legs(one)[0][0].price for one in (pegged, matched)] == [None, None]


def test_of_a_batch_each_order_counts_that_does_not_only_reduce() -> None:
    opening = futures.NewOrder(**BTC, side=Side.BUY, type=ContractType.MARKET, quantity=ONE)
    reducing = opening.model_copy(update={"reduce_only": True})

    stake = stake_of(futures.NewOrders(batch_orders=(opening, reducing, opening)))

    assert isinstance(stake, Orders)
    assert (len(stake.groups), stake.count) == (2, 2)
    assert isinstance(stake_of(futures.NewOrders(batch_orders=(reducing,))), Harmless)


def test_leverage_transfers_and_loans_are_seen_as_what_they_are() -> None:
    leverage = coin_futures.ChangeLeverage(symbol="BTCUSD_PERP", leverage=20)
    loan = margin.BorrowRepay(asset="BTC", is_isolated="FALSE", amount=ONE, type=LoanType.BORROW)
    transfer = asset.UniversalTransfer(type="MAIN_UMFUTURE", asset="USDT", amount=ONE)

    assert stake_of(leverage) == Leverage(Venue.COINM, "BTCUSD_PERP", 20)
    assert stake_of(loan) == stake_of(transfer) == Change()
    assert stake_of(convert.AcceptQuote(quote_id="1")) is None


def test_requests_are_counted_under_the_names_that_we_gave_them() -> None:
    order = spot.NewOrder(**BTC, side=Side.BUY, type=OrderType.MARKET, quantity=ONE)
    contract = futures.NewOrder(**BTC, side=Side.BUY, type=ContractType.MARKET, quantity=ONE)
    modified = futures.ModifyOrder(
        **BTC, orig_client_order_id="x", side=Side.BUY, quantity=ONE, price=ONE
    )

    pair = spot.NewOco(
        **BTC, side=Side.SELL, quantity=ONE,
        above_type=OrderType.LIMIT_MAKER, above_price=Decimal(110),
        below_type=OrderType.STOP_LOSS, below_stop_price=Decimal(80),
    )  # fmt: skip
    stop = futures.NewAlgoOrder(
        **BTC, side=Side.BUY, type=ContractType.STOP_MARKET, quantity=ONE, trigger_price=ONE
    )

    assert name_of(order) == order.new_client_order_id
    assert name_of(pair) == pair.list_client_order_id
    assert name_of(stop) == stop.client_algo_id
    assert name_of(futures.NewOrders(batch_orders=(contract,))) == contract.new_client_order_id
    assert name_of(modified) is None
    assert name_of(futures.ModifyOrders(batch_orders=(modified,))) is None
