"""What the wallet's requests refuse, how they travel, and that they work on the sandbox."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sapi_tour import CAROL

from binance import Account, Binance, HmacKey, Hosts
from binance.models.wallet.terms import (
    DepositStatus,
    SnapshotType,
    TransferType,
    WalletType,
    WithdrawStatus,
)
from binance.private import asset
from binance.public import system
from binance.request import Request
from sandbox.exchange import Exchange

DAY = 86_400_000
NOW = 1_760_000_000_000
ONE = Decimal(1)


def withdrawal(**more: Any) -> asset.Withdraw:
    return asset.Withdraw(coin="USDT", address="0xabc", amount=ONE, network="ETH", **more)


@pytest.mark.parametrize(
    ("request_type", "given", "why"),
    [
        (asset.DepositHistory, {"start_time": NOW, "end_time": NOW + 91 * DAY}, "90 days"),
        (asset.WithdrawHistory, {"start_time": NOW, "end_time": NOW + 91 * DAY}, "90 days"),
        (
            asset.WithdrawHistory,
            {"withdraw_order_id": "a", "start_time": NOW, "end_time": NOW + 8 * DAY},
            "7 days",
        ),
        (
            asset.TravelRuleWithdrawalsV2,
            {"withdraw_order_id": "a", "start_time": NOW, "end_time": NOW + 8 * DAY},
            "7 days",
        ),
        (asset.WithdrawHistory, {"id_list": tuple("a" * 46)}, "at most 45"),
        (asset.AssetDividends, {"start_time": NOW, "end_time": NOW + 181 * DAY}, "180 days"),
        (asset.AccountSnapshot, {"type": "SPOT", "start_time": NOW, "end_time": 0}, "after"),
        (asset.DepositAddress, {"coin": "BTC", "network": "LIGHTNING"}, "needs amount"),
        (asset.ApplyDepositCredit, {}, "deposit_id or tx_id"),
        (asset.SetBnbBurn, {}, "spot_bnb_burn or interest_bnb_burn"),
        (
            asset.UniversalTransfer,
            {"type": "ISOLATEDMARGIN_MARGIN", "asset": "BTC", "amount": ONE},
            "needs from_symbol",
        ),
        (
            asset.UniversalTransferHistory,
            {"type": "ISOLATEDMARGIN_ISOLATEDMARGIN", "from_symbol": "BTCUSDT"},
            "needs to_symbol",
        ),
        (asset.ConvertDustToBnb, {"asset": ()}, "at least 1"),
        (asset.Withdraw, {"coin": "BTC", "address": "bc1", "amount": Decimal(0)}, "greater than 0"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    request_type: type[Request[Any]], given: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        request_type(**given)


def test_lists_travel_with_commas_between_and_come_back_from_json() -> None:
    dust = asset.ConvertDustToBnb(asset=("BTC", "USDT"))

    assert dust.params() == {"asset": "BTC,USDT"}
    assert asset.ConvertDustToBnb.model_validate_json(dust.model_dump_json()) == dust


def test_switches_bear_the_names_that_binance_reads() -> None:
    burn = asset.SetBnbBurn(spot_bnb_burn=True)

    assert burn.params() == {"spotBNBBurn": "true"}


def test_every_withdrawal_has_a_name_of_its_own_that_survives_waiting() -> None:
    first, second = withdrawal(), withdrawal()

    assert first.withdraw_order_id != second.withdraw_order_id
    assert asset.Withdraw.model_validate_json(first.model_dump_json()) == first
    assert first.params()["withdrawOrderId"] == first.withdraw_order_id


def test_numbers_of_enumerations_travel_as_numbers() -> None:
    assert withdrawal(wallet_type=WalletType.FUNDING).params()["walletType"] == "1"
    assert asset.DepositHistory(status=DepositStatus.WRONG_DEPOSIT).params() == {"status": "7"}


def test_where_money_goes_and_who_sends_it_is_not_shown() -> None:
    broker = asset.BrokerWithdraw(
        coin="XRP",
        address="canary-address",
        address_tag="canary-tag",
        amount=ONE,
        questionnaire='{"who": "canary"}',
        originator_pii='{"name": "canary"}',
    )

    assert "canary" not in repr(broker)


@pytest.fixture
def transport() -> httpx.ASGITransport:
    return httpx.ASGITransport(Exchange(seed=7).app())


@pytest.fixture
async def http(transport: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client


@pytest.fixture
async def sandbox(transport: httpx.ASGITransport) -> AsyncIterator[Binance]:
    async with Binance(Hosts.sandbox(), transport=transport) as binance:
        yield binance


@pytest.fixture
async def carol(http: httpx.AsyncClient, sandbox: Binance) -> Account:
    return await somebody(http, sandbox, **CAROL)


async def somebody(http: httpx.AsyncClient, sandbox: Binance, **account: Any) -> Account:
    made = (await http.post("/sandbox/accounts", json=account)).json()
    return sandbox.account(HmacKey(made["api_key"], made["secret"]))


async def test_a_withdrawal_without_an_answer_can_be_found_by_its_name(
    http: httpx.AsyncClient, sandbox: Binance, carol: Account
) -> None:
    bob = await somebody(http, sandbox, label="bob")
    to = await bob.send(asset.DepositAddress(coin="USDT", network="ETH"))
    order = asset.Withdraw(coin="USDT", address=to.address, amount=Decimal(100), network="ETH")

    sent = await carol.send(order)
    (found,) = await carol.send(asset.WithdrawHistory(withdraw_order_id=order.withdraw_order_id))
    (arrived,) = await bob.send(asset.DepositHistory(coin="USDT"))

    assert (found.id, found.status) == (sent.id, WithdrawStatus.COMPLETED)
    assert found.amount == arrived.amount == order.amount
    assert arrived.status == DepositStatus.SUCCESS
    assert found.apply_time.tzinfo is not None
    assert to.address not in f"{to!r} {found!r} {arrived!r}"


async def test_money_moves_between_wallets(carol: Account) -> None:
    move = asset.UniversalTransfer(
        type=TransferType.MAIN_FUNDING, asset="USDT", amount=Decimal("12.5")
    )

    moved = await carol.send(move)
    past = await carol.send(asset.UniversalTransferHistory(type=TransferType.MAIN_FUNDING))
    (funds,) = await carol.send(asset.FundingAssets(asset="USDT", need_btc_valuation=True))

    assert [(row.tran_id, row.amount) for row in past.rows] == [(moved.tran_id, move.amount)]
    assert funds.free == move.amount
    assert funds.btc_valuation


@pytest.mark.parametrize(
    "question",
    [
        asset.AccountInfo(),
        asset.AccountSnapshot(type=SnapshotType.SPOT),
        asset.AccountStatus(),
        asset.AllCoins(),
        asset.ApiRestrictions(),
        asset.ApiTradingStatus(),
        asset.AssetDetails(asset="BTC"),
        asset.AssetDividends(),
        asset.BnbConvertibleAssets(),
        asset.DepositAddresses(coin="BTC"),
        asset.DustLog(),
        asset.TradeFees(symbol="BTCUSDT"),
        asset.UserAssets(need_btc_valuation=True),
        asset.WalletBalances(quote_asset="USDT", need_balance_detail=True),
        asset.WithdrawAddresses(),
        asset.WithdrawQuota(),
        system.Status(),
    ],
    ids=lambda question: type(question).__name__,
)
async def test_a_question_is_answered_by_the_sandbox(carol: Account, question: Any) -> None:
    assert await carol.send(question)
