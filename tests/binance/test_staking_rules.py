"""The traps of staking, and a round trip on the sandbox."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from binance import Account, Binance, HmacKey, Hosts, errors
from binance.models.staking.terms import BoostRewardType, StakedEth
from binance.private import staking
from sandbox.exchange import Exchange

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
async def bob() -> AsyncIterator[Account]:
    exchange = Exchange(seed=7)
    transport = httpx.ASGITransport(exchange.app())
    account = {"label": "bob", "balances": {"ETH": "10", "BETH": "5", "SOL": "50"}}
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=account)).json()
        yield binance.account(HmacKey(made["api_key"], made["secret"]))


@pytest.mark.parametrize(
    ("request_type", "places"),
    [
        (staking.StakeEth, 4),
        (staking.WrapBeth, 4),
        (staking.RedeemEth, 8),
        (staking.RedeemSol, 8),
    ],
)
def test_an_amount_is_no_finer_than_binance_takes_it(request_type: Any, places: int) -> None:
    finest = Decimal(1).scaleb(-places)

    assert request_type(amount=finest).params() == {"amount": f"{finest:f}"}
    assert request_type(amount=Decimal("1.0000000000")).params() == {"amount": "1"}
    with pytest.raises(ValidationError, match="decimal places"):
        request_type(amount=finest / 10)
    with pytest.raises(ValidationError):
        request_type(amount=Decimal(0))


def test_a_history_reaches_over_three_months() -> None:
    start = NOON - timedelta(days=92)

    assert staking.BoostRewardsHistory(
        type=BoostRewardType.CLAIM, start_time=start, end_time=NOON
    ).params() == {"type": "CLAIM", "startTime": "1760529600000", "endTime": "1768478400000"}
    with pytest.raises(ValidationError, match="days apart"):
        staking.OnchainRewardsHistory(start_time=start - timedelta(seconds=1), end_time=NOON)


def test_a_subscription_on_chain_bears_a_name_that_history_can_be_asked_for() -> None:
    wishes = [staking.SubscribeOnchain(project_id="Solv-60d", amount=Decimal(1)) for _ in "ab"]

    assert wishes[0].client_id != wishes[1].client_id
    assert wishes[0].params()["clientId"] == wishes[0].client_id
    assert staking.OnchainSubscriptionHistory(client_id=wishes[0].client_id).params() == {
        "clientId": wishes[0].client_id
    }


async def test_switching_soft_staking_is_no_question_although_it_is_a_get(
    binance: Binance, fake: Any, alice: Any
) -> None:
    switch = staking.SetSoftStaking(soft_staking=True)
    fake.says("GET /sapi/v1/soft-staking/set", {}, status=503)

    with pytest.raises(errors.Unknown):
        await binance.account(alice).send(switch)

    assert not switch.reads
    (sent,) = fake.calls("GET /sapi/v1/soft-staking/set")
    assert sent.params["softStaking"] == "true"


@pytest.mark.parametrize("time", [1729520680, 1729520680000])
def test_a_boost_reward_is_dated_in_seconds_or_in_milliseconds(time: int) -> None:
    page = staking.BoostRewardsHistory.read(
        b"""{"rows": [{"time": %d, "token": "SOL", "amount": "1.2", "bnsolHolding": "2",
        "status": "SUCCESS"}], "total": 1}"""
        % time
    )

    assert page.rows[0].time == datetime(2024, 10, 21, 14, 24, 40, tzinfo=UTC)


async def test_ether_is_staked_wrapped_and_redeemed(bob: Account) -> None:
    quota = await bob.send(staking.GetEthQuota())
    staked = await bob.send(staking.StakeEth(amount=Decimal(2)))
    wrapped = await bob.send(staking.WrapBeth(amount=Decimal(1)))
    redeemed = await bob.send(staking.RedeemEth(amount=staked.wbeth_amount, asset=StakedEth.WBETH))
    account = await bob.send(staking.GetEthAccount())
    (stake,) = (await bob.send(staking.EthStakingHistory(purchase_id=staked.purchase_id))).rows
    (coming,) = (await bob.send(staking.EthRedemptionHistory(redeem_id=redeemed.redeem_id))).rows
    (wrapping,) = (await bob.send(staking.WbethWrapHistory())).rows

    assert stake.amount == 2
    assert stake.distribute_amount == staked.wbeth_amount
    assert account.holdings.wbeth_amount == wrapped.wbeth_amount == wrapping.to_amount
    assert account.holdings.beth_amount == 4
    assert coming.arrival_time - coming.time == timedelta(days=quota.redeem_period)


async def test_solana_is_staked_and_redeemed(bob: Account) -> None:
    staked = await bob.send(staking.StakeSol(amount=Decimal(10)))
    redeemed = await bob.send(staking.RedeemSol(amount=Decimal(4)))
    account = await bob.send(staking.GetSolAccount())
    (unclaimed,) = await bob.send(staking.UnclaimedRewards())
    rates = await bob.send(staking.BnsolRateHistory(size=1))

    assert account.bnsol_amount == staked.bnsol_amount - 4
    assert redeemed.sol_amount < 10
    assert unclaimed.rewards_asset == "SOL"
    assert rates.rows[0].exchange_rate >= staked.exchange_rate > 1
    assert rates.rows[0].boost_rewards[0].rewards_asset == "SOL"
    assert (await bob.send(staking.ClaimBoostRewards())).success
