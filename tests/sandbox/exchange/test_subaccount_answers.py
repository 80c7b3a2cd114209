"""Every answer about sub-accounts, next to the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support import binance_catalogue as documents
from tests.support.sapi_tour import CAROL
from tests.support.tour import Tour, problems

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hire, Trader

pytestmark = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")

SUB = "/sapi/v1/sub-account"
DEPOSIT = "/sapi/v1/capital/deposit/sub"
USDT = {"asset": "USDT", "amount": "100"}


async def test_sub_accounts_answer_as_documented(http: httpx.AsyncClient, hire: Hire) -> None:
    tour = Tour(await hire(http, **CAROL), "sub-account")
    named, other = await family(tour)
    asked, child = await keys(tour, named)
    await http.post(f"/sandbox/accounts/{child.api_key}", json={"deposit": {"BTC": "1"}})
    await transfers(tour, named)
    await transfers_of_a_child(tour, child, other)
    await overviews(tour, named)
    await tour.ask(f"DELETE {SUB}/subAccountApi", **asked)

    assert problems(tour, {}) == []


async def family(tour: Tour) -> tuple[dict[str, Any], str]:
    """Found two sub-accounts, and return how they are called."""
    emails = []
    for name in ("one", "two"):
        made = await tour.ask(f"POST {SUB}/virtualSubAccount", subAccountString=name)
        emails.append(made["email"])
    named = {"email": emails[0]}
    await tour.ask(f"POST {SUB}/futures/enable", **named)
    return named, emails[1]


async def keys(tour: Tour, named: dict[str, Any]) -> tuple[dict[str, Any], Trader]:
    """Make a key, and return how to ask for it and who uses it."""
    rights = {"canTrade": "true", "status": 2, "ipAddress": "127.0.0.1"}
    made = await tour.ask(f"POST {SUB}/subAccountApi", **named, apiName="key", **rights)
    await tour.ask(f"GET {SUB}/subAccountApi", **named)
    asked = named | {"subAccountApiKey": made["apiKey"]}
    await tour.ask(f"POST {SUB}/subAccountApiPermission", **asked, canMarginLoanRepay="true")
    master = tour.trader
    child = type(master)(master.http, master.now, made["apiKey"], made["secretKey"], 0)
    return asked, child


async def transfers(tour: Tour, named: dict[str, Any]) -> None:
    spot = {"fromAccountType": "SPOT", "toAccountType": "SPOT"}
    sent = spot | USDT | {"clientTranId": "mine", "toEmail": named["email"]}
    await tour.ask(f"POST {SUB}/universalTransfer", **sent)
    await tour.ask(f"GET {SUB}/universalTransfer")
    await tour.ask(f"GET {SUB}/sub/transfer/history")
    for product in ("margin", "futures"):
        await tour.ask(f"POST {SUB}/{product}/transfer", **named, asset="USDT", amount="10", type=1)


async def transfers_of_a_child(tour: Tour, child: Trader, other: str) -> None:
    master, tour.trader = tour.trader, child
    await tour.ask(f"POST {SUB}/transfer/subToSub", asset="USDT", amount="1", toEmail=other)
    await tour.ask(f"POST {SUB}/transfer/subToMaster", asset="USDT", amount="1")
    await tour.ask(f"GET {SUB}/transfer/subUserHistory")
    tour.trader = master


async def overviews(tour: Tour, named: dict[str, Any]) -> None:
    for path in ("list", "status", "spotSummary"):
        await tour.ask(f"GET {SUB}/{path}")
    for version in (3, 4):
        await tour.ask(f"GET /sapi/v{version}/sub-account/assets", **named)
    await tour.ask(f"GET {DEPOSIT}Address", **named, coin="BTC")
    await tour.ask(f"GET {DEPOSIT}Hisrec", **named)
