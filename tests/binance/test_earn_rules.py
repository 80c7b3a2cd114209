"""Which parameters of Simple Earn belong together, and a round trip on the sandbox."""

import pickle
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from binance import Account, Binance, HmacKey, Hosts
from binance.models.earn.locked import LockedSubscribed
from binance.models.earn.terms import DestAccount, RedeemTo, SourceAccount
from binance.private import earn
from sandbox.exchange import Exchange

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
HUNDRED = Decimal(100)


@pytest.fixture
async def alice() -> AsyncIterator[Account]:
    exchange = Exchange(seed=7)
    transport = httpx.ASGITransport(exchange.app())
    account = {"label": "alice", "balances": {"USDT": "1000", "BNB": "5"}}
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        yield binance.account(HmacKey(made["api_key"], made["secret"]))


@pytest.mark.parametrize(
    "wish",
    [{}, {"redeem_all": False}, {"redeem_all": True, "amount": HUNDRED}, {"amount": Decimal(0)}],
)
def test_a_redemption_names_an_amount_or_everything_and_never_both(wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        earn.RedeemFlexible(product_id="USDT001", **wish)


def test_a_redemption_travels_in_the_words_of_binance() -> None:
    everything = earn.RedeemFlexible(
        product_id="USDT001", redeem_all=True, dest_account=DestAccount.FUND
    )

    assert everything.params() == {
        "productId": "USDT001",
        "redeemAll": "true",
        "destAccount": "FUND",
    }


@pytest.mark.parametrize(
    ("history", "days"),
    [
        (earn.FlexibleSubscriptionHistory, 30),
        (earn.LockedRewardsHistory, 30),
        (earn.BfusdRateHistory, 184),
        (earn.RwusdRewardsHistory, 184),
    ],
)
def test_a_history_is_asked_for_no_longer_than_binance_looks(history: Any, days: int) -> None:
    longest = history(start_time=NOON - timedelta(days=days), end_time=NOON)

    assert int(longest.params()["endTime"]) - int(longest.params()["startTime"]) == days * 86400000
    with pytest.raises(ValidationError, match="days apart"):
        history(start_time=NOON - timedelta(days=days, seconds=1), end_time=NOON)


def test_pages_are_counted_from_one() -> None:
    assert earn.FlexibleProducts(current=1, size=100).params() == {"current": "1", "size": "100"}
    with pytest.raises(ValidationError):
        earn.FlexibleProducts(current=0)


def test_an_id_from_an_answer_fits_a_request_however_it_was_spelt() -> None:
    told = [
        earn.SubscribeLocked.read(b'{"purchaseId": 4, "positionId": %s, "success": true}' % each)
        for each in (b"12345", b'"12345"')
    ]

    assert told[0] == told[1]
    assert earn.RedeemLocked(position_id=told[0].position_id).params() == {"positionId": "12345"}


def test_tiered_rates_stay_decimals_and_a_page_survives_pickling() -> None:
    page = earn.FlexibleProducts.read(
        b"""{"rows": [{"asset": "BTC", "latestAnnualPercentageRate": "0.05000000",
        "tierAnnualPercentageRate": {"0-5BTC": 0.05, "5-10BTC": 0.03}, "canPurchase": true,
        "canRedeem": true, "isSoldOut": false, "hot": true, "minPurchaseAmount": "0.01",
        "productId": "BTC001", "subscriptionStartTime": 1646182276000,
        "status": "NOT_INVENTED_YET"}], "total": "1"}"""
    )

    (product,) = page.rows
    assert product.tier_annual_percentage_rate == {
        "0-5BTC": Decimal("0.05"),
        "5-10BTC": Decimal("0.03"),
    }
    assert product.status == "NOT_INVENTED_YET"
    assert pickle.loads(pickle.dumps(page)) == page


async def test_flexible_money_goes_in_and_comes_out(alice: Account) -> None:
    (product,) = (await alice.send(earn.FlexibleProducts(asset="USDT"))).rows
    about = {"product_id": product.product_id}

    bought = await alice.send(
        earn.SubscribeFlexible(**about, amount=HUNDRED, source_account=SourceAccount.SPOT)
    )
    (held,) = (await alice.send(earn.FlexiblePositions(**about))).rows
    (put_in,) = (await alice.send(earn.FlexibleSubscriptionHistory(**about))).rows
    sold = await alice.send(earn.RedeemFlexible(**about, redeem_all=True))
    (taken,) = (
        await alice.send(earn.FlexibleRedemptionHistory(**about, redeem_id=sold.redeem_id))
    ).rows

    assert (bought.success, sold.success) == (True, True)
    assert held.total_amount >= HUNDRED
    assert (put_in.purchase_id, put_in.amt_from_spot) == (bought.purchase_id, HUNDRED)
    assert taken.amount >= HUNDRED
    assert (await alice.send(earn.FlexiblePositions())).total == 0


async def test_locked_money_can_be_told_where_to_go_and_leave_early(alice: Account) -> None:
    product = (await alice.send(earn.LockedProducts(asset="BNB"))).rows[0]

    locked = await _lock(alice, product.project_id)
    about = {"position_id": locked.position_id}
    await alice.send(earn.SetLockedRedeemOption(**about, redeem_to=RedeemTo.FLEXIBLE))
    await alice.send(earn.SetLockedAutoSubscribe(**about, auto_subscribe=False))
    (held,) = (await alice.send(earn.LockedPositions(**about))).rows
    worth = await alice.send(earn.GetAccount())
    redeemed = await alice.send(earn.RedeemLocked(**about))
    (leaving,) = (await alice.send(earn.LockedRedemptionHistory(**about))).rows

    assert (held.redeem_to, held.auto_subscribe) == (RedeemTo.FLEXIBLE, False)
    assert held.duration == product.detail.duration
    assert worth.total_locked_in_usdt > 0
    assert leaving.redeem_id == redeemed.redeem_id


async def _lock(alice: Account, project_id: str) -> LockedSubscribed:
    return await alice.send(earn.SubscribeLocked(project_id=project_id, amount=Decimal(1)))
