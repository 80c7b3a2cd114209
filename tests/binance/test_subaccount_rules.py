"""What the sub-accounts' requests refuse, how they travel, and that they work on the sandbox."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from sapi_tour import CAROL

from binance import Binance, HmacKey, Hosts
from binance.models.futures.terms import PositionSide
from binance.models.subaccount.keys import NewApiKey
from binance.models.subaccount.terms import (
    AccountType,
    IpRestrictionStatus,
    ProductType,
    TransferWay,
)
from binance.private import subaccount
from binance.request import Request
from binance.weights import Bucket
from sandbox.exchange import Exchange

DAY = 86_400_000
NOW = 1_760_000_000_000
SPOT = AccountType.SPOT
SUB = "sub@test.com"
TRANSFER = {"asset": "BTC", "amount": Decimal(1)}
PAGE = {"page": 1, "limit": 10}
TRUSTED = IpRestrictionStatus.TRUSTED_IPS


@pytest.mark.parametrize(
    ("request_type", "given", "why"),
    [
        (
            subaccount.UniversalTransfer,
            TRANSFER | {"from_account_type": SPOT, "to_account_type": SPOT},
            "nothing moves",
        ),
        (
            subaccount.UniversalTransfer,
            TRANSFER
            | {"from_account_type": SPOT, "to_account_type": "ISOLATED_MARGIN", "to_email": SUB},
            "needs symbol",
        ),
        (subaccount.UniversalTransferHistory, {"from_email": "a", "to_email": "b"}, "at most one"),
        (
            subaccount.UniversalTransferHistory,
            {"start_time": NOW, "end_time": NOW + 8 * DAY},
            "7 days",
        ),
        (subaccount.SpotTransferHistory, {"from_email": "a", "to_email": "b"}, "at most one"),
        (
            subaccount.CreateApiKey,
            {"email": SUB, "api_name": "k", "status": TRUSTED},
            "needs ip_address",
        ),
        (
            subaccount.CreateApiKey,
            {"email": SUB, "api_name": "k", "status": IpRestrictionStatus.THIRD_PARTY},
            "needs third_party_name",
        ),
        (
            subaccount.InvestorTransferLog,
            PAGE | {"email": SUB, "start_time": NOW, "end_time": NOW + 200 * DAY},
            "days apart",
        ),
        (
            subaccount.ManagedSnapshot,
            {"email": SUB, "type": "SPOT", "start_time": NOW, "end_time": NOW + 31 * DAY},
            "30 days",
        ),
        (
            subaccount.DepositAddress,
            {"email": SUB, "coin": "BTC", "network": "LIGHTNING"},
            "needs amount",
        ),
        (subaccount.PositionMoves, {"symbol": "BTCUSDT", "page": 1, "rows": 101}, "less than"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    request_type: type[Request[Any]], given: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        request_type(**given)


def test_a_universal_transfer_is_charged_twice() -> None:
    transfer = subaccount.UniversalTransfer

    assert (transfer.bucket, transfer.weight, transfer.weight_by_ip) == (Bucket.UID, 360, 1)


def test_positions_to_move_travel_by_number() -> None:
    moved = [
        subaccount.PositionToMove(
            symbol=symbol, quantity=Decimal("1E-3"), position_side=PositionSide.BOTH
        )
        for symbol in ("BTCUSDT", "ETHUSDT")
    ]
    request = subaccount.MovePositions(
        from_user_email="a@test.com",
        to_user_email="b@test.com",
        product_type=ProductType.UM,
        order_args=tuple(moved),
    )

    assert request.params() == {
        "fromUserEmail": "a@test.com",
        "toUserEmail": "b@test.com",
        "productType": "UM",
        "orderArgs[0].symbol": "BTCUSDT",
        "orderArgs[0].quantity": "0.001",
        "orderArgs[0].positionSide": "BOTH",
        "orderArgs[1].symbol": "ETHUSDT",
        "orderArgs[1].quantity": "0.001",
        "orderArgs[1].positionSide": "BOTH",
    }
    assert subaccount.MovePositions.model_validate_json(request.model_dump_json()) == request


def test_more_than_ten_positions_do_not_move_at_once() -> None:
    one = {"symbol": "BTCUSDT", "quantity": "1", "positionSide": "BOTH"}
    with pytest.raises(ValidationError, match="at most 10"):
        subaccount.MovePositions.model_validate(
            {"fromUserEmail": "a", "toUserEmail": "b", "productType": "UM", "orderArgs": [one] * 11}
        )


def test_keys_and_their_secrets_are_not_shown() -> None:
    names = "canTrade", "canMarginLoanRepay", "canFuturesTrade"
    rights = dict.fromkeys((*names, "canUniversalTransfer", "canVanillaOptions"), False)
    key = NewApiKey.model_validate(
        {"apiName": "k", "apiKey": "canary-key", "secretKey": "canary-secret", "status": 1} | rights
    )
    deletion = subaccount.DeleteApiKey(email=SUB, sub_account_api_key="canary-key")

    assert key.secret_key == "canary-secret"
    assert "canary" not in f"{key!r} {key} {deletion!r}"


async def test_a_family_shares_its_money_on_the_sandbox() -> None:
    transport = httpx.ASGITransport(Exchange(seed=7).app())
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http,
        Binance(Hosts.sandbox(), transport=transport) as binance,
    ):
        made = (await http.post("/sandbox/accounts", json=CAROL)).json()
        master = binance.account(HmacKey(made["api_key"], made["secret"]))
        created = await master.send(
            subaccount.CreateVirtualSubAccount(sub_account_string="savings")
        )
        email = created.email
        given = subaccount.UniversalTransfer(
            from_account_type=SPOT,
            to_account_type=SPOT,
            to_email=email,
            asset="USDT",
            amount=Decimal("250.5"),
        )

        await master.send(given)
        past = await master.send(
            subaccount.UniversalTransferHistory(client_tran_id=given.client_tran_id)
        )
        held = await master.send(subaccount.Assets(email=email))
        key = await master.send(
            subaccount.CreateApiKey(
                email=email,
                api_name="trading",
                status=IpRestrictionStatus.UNRESTRICTED,
                can_trade=True,
            )
        )
        assert key.secret_key is not None
        sub = binance.account(HmacKey(key.api_key, key.secret_key))
        await sub.send(subaccount.TransferToMaster(asset="USDT", amount=Decimal("50.5")))
        (back,) = await sub.send(subaccount.OwnTransferHistory())
        left = await master.send(subaccount.AssetsAsNumbers(email=email))
        listed = await master.send(subaccount.SubAccounts(is_freeze=False))
        summary = await master.send(subaccount.SpotSummary())
        keys = await master.send(subaccount.ApiKeys(email=email))

    assert [row.amount for row in past.result] == [given.amount]
    assert [(row.asset, row.free) for row in held.balances] == [("USDT", given.amount)]
    assert (back.type, back.qty) == (TransferWay.OUT, Decimal("50.5"))
    assert [row.free for row in left.balances] == [200]
    assert [each.email for each in listed.sub_accounts] == [email]
    assert summary.total_count == keys.total == 1
