"""The traps of margin: what belongs together, what it costs, and a loan's life on the sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from binance import Account, Binance, HmacKey, Hosts
from binance.models.margin.keys import ListenToken, NewSpecialKey
from binance.models.margin.market import MarginAsset
from binance.models.margin.orders import CancelledList, CancelledOrder
from binance.models.margin.terms import AccountType, LoanType, SideEffectType
from binance.models.order_terms import NewOrderRespType, OrderStatus, OrderType, Side, TimeInForce
from binance.models.wallet.terms import TransferType
from binance.private import asset, margin
from binance.public import margin as market
from sandbox.exchange import Exchange

BTC = "BTCUSDT"
DAY = 86_400_000
ONE = Decimal(1)
BUY = {"symbol": BTC, "side": Side.BUY, "type": OrderType.MARKET, "quantity": ONE}
WORKING = {
    "symbol": BTC,
    "working_type": OrderType.LIMIT_MAKER,
    "working_side": Side.BUY,
    "working_price": Decimal(60_000),
    "working_quantity": ONE,
    "pending_side": Side.SELL,
    "pending_quantity": ONE,
}
LIMIT = {"price": Decimal(70_000), "time_in_force": TimeInForce.GTC}
OCO = {"symbol": BTC, "side": Side.SELL, "quantity": ONE, "price": 70_000, "stop_price": 50_000}


def leg(prefix: str, **parameters: Any) -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in parameters.items()}


@pytest.mark.parametrize(
    ("request_type", "wish"),
    [
        (margin.BorrowRepay, {"asset": "BTC", "amount": 1, "type": "BORROW", "is_isolated": True}),
        (margin.BorrowRepay, {"asset": "BTC", "amount": 0, "type": "REPAY", "is_isolated": False}),
        (margin.OpenOrders, {"is_isolated": True}),
        (margin.QueryOrderList, {"is_isolated": True, "order_list_id": 1}),
        (margin.CreateListenToken, {"is_isolated": True}),
        (margin.CreateListenToken, {"validity": DAY + 1}),
        (margin.ManualLiquidation, {"type": AccountType.ISOLATED}),
        (margin.ExchangeSmallLiabilities, {"asset_names": ("BTC",) * 11}),
        (margin.MyPreventedMatches, {"symbol": BTC}),
        (margin.MyPreventedMatches, {"symbol": BTC, "prevented_match_id": 1, "order_id": 2}),
        (margin.CapitalFlows, {"start_time": 0, "end_time": 7 * DAY + 1}),
        (margin.InterestHistory, {"start_time": 0, "end_time": 30 * DAY + 1}),
        (margin.AllOrders, {"symbol": BTC, "start_time": 0, "end_time": DAY + 1}),
        (margin.CancelOrder, {"symbol": BTC}),
        (margin.NewOrder, BUY | {"quote_order_qty": ONE}),
        (margin.NewOrder, BUY | {"type": OrderType.STOP_LOSS}),
        (margin.NewOrder, BUY | {"new_order_resp_type": NewOrderRespType.ACK}),
        (margin.NewOco, OCO | {"stop_price": Decimal(80_000)}),
        (margin.NewOco, OCO | {"stop_limit_price": Decimal(49_000)}),
    ],
)
def test_what_binance_would_refuse_is_refused_here(request_type: Any, wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        request_type(**wish)


def test_an_isolated_account_is_spelt_in_capitals_and_switches_in_small_letters() -> None:
    order = margin.NewOrder(
        **BUY,
        is_isolated=True,
        side_effect_type=SideEffectType.AUTO_BORROW_REPAY,
        auto_repay_at_cancel=False,
        new_client_order_id="bt-1",
    )

    assert order.params() == {
        "symbol": BTC,
        "side": "BUY",
        "type": "MARKET",
        "quantity": "1",
        "isIsolated": "TRUE",
        "sideEffectType": "AUTO_BORROW_REPAY",
        "autoRepayAtCancel": "false",
        "newOrderRespType": "FULL",
        "newClientOrderId": "bt-1",
    }
    token = margin.CreateListenToken(symbol=BTC, is_isolated=True)
    assert token.params() == {"symbol": BTC, "isIsolated": "true"}


def test_an_order_that_waited_as_json_is_the_same_order() -> None:
    order = margin.NewOrder(**BUY, is_isolated=True)
    several = margin.NextHourlyInterestRates(assets=("BTC", "ETH"), is_isolated=False)

    assert margin.NewOrder.model_validate_json(order.model_dump_json()) == order
    assert several.params() == {"assets": "BTC,ETH", "isIsolated": "FALSE"}
    assert type(several).model_validate_json(several.model_dump_json()) == several


@pytest.mark.parametrize(
    ("effect", "weight"),
    [
        (None, 6),
        (SideEffectType.NO_SIDE_EFFECT, 6),
        (SideEffectType.AUTO_REPAY, 6),
        (SideEffectType.MARGIN_BUY, 1500),
        (SideEffectType.AUTO_BORROW_REPAY, 1500),
    ],
)
def test_an_order_that_borrows_is_dear(effect: SideEffectType | None, weight: int) -> None:
    assert margin.NewOrder(**BUY, side_effect_type=effect).cost == weight
    assert margin.NewOco(**OCO, side_effect_type=effect).cost == weight


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ({"type": OrderType.LIMIT, **LIMIT}, True),
        ({"type": OrderType.LIMIT, "price": ONE}, False),
        ({"type": OrderType.MARKET}, True),
        ({"type": OrderType.STOP_LOSS, "stop_price": ONE}, True),
        ({"type": OrderType.STOP_LOSS}, False),
        ({"type": OrderType.STOP_LOSS, "trailing_delta": 100}, False),
        ({"type": OrderType.STOP_LOSS, "trailing_delta": 100, "price": ONE}, True),
    ],
)
def test_a_trailing_pending_order_needs_a_price_whatever_its_type(
    wish: dict[str, Any], fits: bool
) -> None:
    def place() -> margin.NewOto:
        return margin.NewOto(**WORKING, **leg("pending_", **wish))

    if fits:
        assert place().params()["pendingType"] == wish["type"]
    else:
        with pytest.raises(ValidationError):
            place()


def test_a_pending_pair_is_a_profit_above_and_a_stop_below() -> None:
    profit = {"type": OrderType.LIMIT_MAKER, "price": Decimal(70_000)}
    stop = {"type": OrderType.STOP_LOSS, "stop_price": Decimal(50_000)}
    pair = margin.NewOtoco(
        **WORKING, **leg("pending_above_", **profit), **leg("pending_below_", **stop)
    )
    names = [name for key, name in pair.params().items() if key.endswith("ClientOrderId")]

    assert len(names) == len(set(names)) == 4  # the list, and each of its orders
    with pytest.raises(ValidationError):
        margin.NewOtoco(
            **WORKING, **leg("pending_above_", **stop), **leg("pending_below_", **profit)
        )


def test_what_opens_doors_is_not_shown() -> None:
    key = NewSpecialKey(api_key="open", secret_key="sesame", type="RSA")
    token = ListenToken(token="sesame", expiration_time=1)
    keeping = margin.KeepRiskStream(listen_key="sesame")

    assert "sesame" not in f"{key!r} {key} {token!r} {keeping!r} {keeping}"
    assert NewSpecialKey(api_key="open", secret_key=None, type="Ed25519").secret_key is None


def test_delisting_is_read_from_seconds_and_from_milliseconds() -> None:
    row = {"assetName": "A", "assetFullName": "A", "isBorrowable": True, "isMortgageable": True}
    small = {"userMinBorrow": "0", "userMinRepay": "0"}
    times = {MarginAsset(**row, **small, delistTime=at).delist_time for at in (10**9, 10**12)}

    assert times == {datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)}


@pytest.fixture
async def alice() -> AsyncIterator[Account]:
    exchange = Exchange(seed=7)
    transport = httpx.ASGITransport(exchange.app())
    account = {
        "label": "alice",
        "balances": {"USDT": "20000"},
        "permissions": {"enableMargin": True, "permitsUniversalTransfer": True},
    }
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        alice = binance.account(HmacKey(made["api_key"], made["secret"]))
        dollars = asset.UniversalTransfer(
            type=TransferType.MAIN_MARGIN, asset="USDT", amount=Decimal(10_000)
        )
        await alice.send(dollars)
        yield alice


async def test_a_loan_is_taken_told_of_and_repaid(alice: Account) -> None:
    loan = {"asset": "USDT", "is_isolated": False, "amount": Decimal(6000)}
    most = await alice.send(margin.MaxBorrowable(asset="USDT"))
    taken = await alice.send(margin.BorrowRepay(**loan, type=LoanType.BORROW))
    owing = await alice.send(margin.GetCrossAccount())
    await alice.send(margin.BorrowRepay(**loan, type=LoanType.REPAY))

    (row,) = [each for each in owing.user_assets if each.asset == "USDT"]
    assert row.borrowed == 6000 < most.amount
    assert row.net_asset == 10_000 - row.interest
    history = await alice.send(margin.LoanHistory(type=LoanType.BORROW, asset="USDT"))
    assert [each.tx_id for each in history.rows] == [taken.tran_id]
    charged = await alice.send(margin.InterestHistory(asset="USDT"))
    assert sum(each.interest for each in charged.rows) == row.interest
    moved = await alice.send(margin.TransferHistory(size=10))
    assert [each.amount for each in moved.rows] == [10_000]


async def test_an_order_borrows_and_is_found_by_our_name(alice: Account) -> None:
    price = (await alice.send(market.PriceIndex(symbol=BTC))).price
    order = margin.NewOrder(
        symbol=BTC,
        side=Side.BUY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        quantity=Decimal("0.3"),
        price=Decimal(int(price * 8 / 10)),
        side_effect_type=SideEffectType.MARGIN_BUY,
    )
    placed = await alice.send(order)
    named = {"symbol": BTC, "orig_client_order_id": order.new_client_order_id}
    found = await alice.send(margin.QueryOrder(**named))
    waiting = await alice.send(margin.OpenOrders(symbol=BTC))
    gone = await alice.send(margin.CancelOrder(**named))

    assert (placed.margin_buy_borrow_asset, placed.is_isolated) == ("USDT", False)
    assert placed.margin_buy_borrow_amount
    assert waiting == [found]
    assert found.order_id == placed.order_id
    assert isinstance(gone, CancelledOrder)
    assert gone.status is OrderStatus.CANCELED


async def test_lists_and_orders_are_cancelled_together(alice: Account) -> None:
    price = (await alice.send(market.PriceIndex(symbol=BTC))).price
    low = Decimal(int(price * 8 / 10))
    oto = margin.NewOto(
        symbol=BTC,
        working_type=OrderType.LIMIT,
        working_side=Side.BUY,
        working_price=low,
        working_quantity=Decimal("0.01"),
        working_time_in_force=TimeInForce.GTC,
        pending_type=OrderType.MARKET,
        pending_side=Side.SELL,
        pending_quantity=Decimal("0.01"),
    )
    alone = margin.NewOrderUnwatched(
        symbol=BTC,
        side=Side.BUY,
        type=OrderType.LIMIT_MAKER,
        quantity=Decimal("0.01"),
        price=low,
    )
    placed, known = await alice.send(oto), await alice.send(alone)
    by_name = margin.QueryOrderList(orig_client_order_id=oto.list_client_order_id)
    found = await alice.send(by_name)
    gone = await alice.send(margin.CancelOpenOrders(symbol=BTC))

    assert (found.order_list_id, found.orders) == (placed.order_list_id, placed.orders)
    assert known.client_order_id == alone.new_client_order_id
    kinds = {type(each) for each in gone}
    assert kinds == {CancelledList, CancelledOrder}


async def test_an_isolated_account_is_apart(alice: Account) -> None:
    await alice.send(margin.EnableIsolatedAccount(symbol=BTC))
    everything = await alice.send(margin.GetIsolatedAccounts())
    one = await alice.send(margin.GetIsolatedAccounts(symbols=(BTC, "ETHUSDT")))
    token = await alice.send(margin.CreateListenToken(symbol=BTC, is_isolated=True))

    assert everything.total_net_asset_of_btc == 0
    assert one.total_net_asset_of_btc is None
    assert [each.symbol for each in one.assets] == [BTC]
    assert token.token
    closed = await alice.send(margin.DisableIsolatedAccount(symbol=BTC))
    assert closed.success
    assert (await alice.send(margin.IsolatedAccountLimit())).enabled_account == 0
