"""Every answer of `/sapi` has the fields and the JSON types of the catalogue's sample."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.exchange import catalogue
from sandbox.exchange.operations.table import READ

if TYPE_CHECKING:
    from collections.abc import Collection

    import httpx

    from tests.sandbox.exchange.conftest import Hand, Hire, Trader

CATALOGUE = Path(__file__).parents[4] / "shared" / "binance" / "endpoints.json"
DAY = 86_400
pytestmark = pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue is not here")

RIGHTS = {
    "enableWithdrawals": True,
    "enableInternalTransfer": True,
    "enableMargin": True,
    "permitsUniversalTransfer": True,
}
BALANCES = {
    "USDT": "1000000",
    "BTC": "10",
    "ETH": "100",
    "BNB": "50",
    "SOL": "500",
    "BETH": "5",
    "ADA": "6",
}


def endpoints() -> dict[str, Any]:
    listed = json.loads(CATALOGUE.read_text())["endpoints"]
    return {f"{each['method']} {each['path']}": each for each in listed}


NAMED_BY_VALUES = {"tierAnnualPercentageRate", "profitToday", "profitYesterday", "assets"}
"""Objects whose names are values: of these only the types are compared."""


def differences(answer: Any, sample: Any, at: str = "") -> list[str]:
    """Return where an answer has other fields or types than the sample."""
    numbers = {type(answer), type(sample)} == {int, float}  # JSON knows but one kind
    if type(answer) is not type(sample) and not numbers:
        return [f"{at}: {type(answer).__name__} instead of {type(sample).__name__}"]
    if isinstance(sample, list):
        if not (answer and sample):
            return [f"{at}[]: empty"] if sample else []
        return differences(answer[0], sample[0], f"{at}[]")
    if not isinstance(sample, dict):
        return []
    if at.rpartition(".")[2] in NAMED_BY_VALUES:
        return differences(list(answer.values()), list(sample.values()), at)
    found = [f"{at}.{name}: missing" for name in sample.keys() - answer.keys()]
    found += [f"{at}.{name}: not in the sample" for name in answer.keys() - sample.keys()]
    for name in sample.keys() & answer.keys():
        found += differences(answer[name], sample[name], f"{at}.{name}")
    return found


@dataclass
class Book:
    """What somebody asked and was answered."""

    who: Trader
    answers: dict[str, Any] = field(default_factory=dict)

    async def ask(self, method: str, path: str, **params: Any) -> Any:
        answer = await self.who.send(method, path, **params)
        assert answer.status_code == 200, f"{method} {path}: {answer.text}"
        self.answers[f"{method} {path}"] = answer.json()
        return answer.json()

    async def get(self, path: str, **params: Any) -> Any:
        return await self.ask("GET", path, **params)

    async def post(self, path: str, **params: Any) -> Any:
        return await self.ask("POST", path, **params)


@pytest.fixture
async def book(http: httpx.AsyncClient, hire: Hire) -> Book:
    return Book(await hire(http, label="carol", balances=BALANCES, permissions=RIGHTS))


NOT_IN_ANSWERS = {
    "GET /sapi/v1/eth-staking/wbeth/history/unwrapHistory": {".rows[]"},  # not possible any more
    "GET /sapi/v1/mining/payment/other": {".data.otherProfits[]"},  # nobody gets any
    "GET /sapi/v1/margin/forceLiquidationRec": {".rows[]"},  # has a test of its own
    "GET /sapi/v1/margin/account": {".totalOpenOrderLossInUSDT"},  # dropped on 2026-10-01
    "GET /sapi/v1/margin/allPairs": {"[].delistTime"},  # of what will be delisted
    "GET /sapi/v1/margin/allAssets": {"[].delistTime"},
    "GET /sapi/v1/margin/borrow-repay": {".rows[].isolatedSymbol"},  # of isolated accounts
    "GET /sapi/v1/margin/interestHistory": {".rows[].isolatedSymbol"},
    "POST /sapi/v1/margin/order/otoco": {".orderReports[].stopPrice"},  # of others than the first
    "DELETE /sapi/v1/margin/openOrders": {  # of order lists
        "[].contingencyType",
        "[].listStatusType",
        "[].listOrderStatus",
        "[].listClientOrderId",
        "[].transactionTime",
        "[].orders",
        "[].orderReports",
    },
    "GET /sapi/v1/asset/assetDetail": {".CTR.depositTip"},  # of what cannot be deposited
    "GET /sapi/v1/accountSnapshot": {  # the sample shows three types in one
        f".snapshotVos[].data.{name}"
        for name in (
            "marginLevel",
            "totalLiabilityOfBtc",
            "totalNetAssetOfBtc",
            "userAssets",
            "assets",
            "position",
        )
    },
}
"""What the samples have, but not every answer."""


def check(book: Book, *prefixes: str, elsewhere: Collection[str] = ()) -> None:
    """Compare the answers, of which there must be one for each endpoint of these products."""
    wanted = {name: each["sample"] for name, each in endpoints().items()}
    ours = {
        each
        for each in catalogue.REST
        if each.partition(" ")[2].startswith(prefixes) and each not in elsewhere
    }
    assert ours - book.answers.keys() == set()
    assert ours - wanted.keys() == set()
    wrong = {
        endpoint: found
        for endpoint, answer in book.answers.items()
        if wanted[endpoint] is not None
        and (
            found := [
                each
                for each in differences(answer, wanted[endpoint])
                if each.partition(":")[0] not in NOT_IN_ANSWERS.get(endpoint, set())
            ]
        )
    }
    assert wrong == {}


async def test_wallet(http: httpx.AsyncClient, book: Book, clock: Hand) -> None:
    capital, asset, account = "/sapi/v1/capital", "/sapi/v1/asset", "/sapi/v1/account"
    await http.post(f"/sandbox/accounts/{book.who.api_key}", json={"deposit": {"BTC": "1"}})
    book_of_addresses = await book.get(f"{capital}/withdraw/address/list")
    (own,) = [row for row in book_of_addresses if row["coin"] == "USDT"]
    sent = {"coin": "USDT", "address": own["address"], "amount": "10", "walletType": 0}
    await book.post(f"{capital}/withdraw/apply", **sent, withdrawOrderId="mine")
    await book.post("/sapi/v1/simple-earn/flexible/subscribe", productId="USDT001", amount="1000")
    clock.at += 2 * DAY
    await book.get(f"{asset}/assetDividend")
    await book.get(f"{capital}/withdraw/history")
    await book.get("/sapi/v1/system/status")
    for name in ("status", "apiTradingStatus", "apiRestrictions", "info"):
        await book.get(f"{account}/{name}")
    await book.post("/sapi/v1/bnbBurn", spotBNBBurn="true")
    await book.get("/sapi/v1/bnbBurn")
    await book.get(f"{capital}/config/getall")
    await book.get(f"{capital}/deposit/address", coin="BTC")
    await book.get(f"{capital}/deposit/address/list", coin="BTC")
    await book.get(f"{capital}/deposit/hisrec")
    await book.get(f"{capital}/withdraw/quota")
    await book.post(f"{asset}/transfer", type="MAIN_FUNDING", asset="USDT", amount="5")
    await book.get(f"{asset}/transfer", type="MAIN_FUNDING")
    await book.post(f"{asset}/get-funding-asset", needBtcValuation="true")
    await book.post("/sapi/v3/asset/getUserAsset", needBtcValuation="true")
    await book.get(f"{asset}/wallet/balance", needBalanceDetail="true")
    await book.get(f"{asset}/tradeFee", symbol="BTCUSDT")
    details = await book.get(f"{asset}/assetDetail")
    book.answers[f"GET {asset}/assetDetail"] = {"CTR": details["BTC"], "SKY": details["ETH"]}
    await book.post(f"{asset}/dust-btc")
    await book.post(f"{asset}/dust", asset="ADA")
    await book.get(f"{asset}/dribblet")
    await book.get("/sapi/v1/accountSnapshot", type="SPOT")

    prefixes = (capital, asset, "/sapi/v3/asset", account, "/sapi/v1/system", "/sapi/v1/bnbBurn")
    subs = {f"GET {capital}/deposit/{name}" for name in ("subAddress", "subHisrec")}
    check(book, *prefixes, elsewhere=subs)
    for type_ in ("MARGIN", "FUTURES"):
        await book.get("/sapi/v1/accountSnapshot", type=type_)


async def test_convert(book: Book, clock: Hand) -> None:
    convert = "/sapi/v1/convert"
    await book.get(f"{convert}/exchangeInfo", fromAsset="BTC", toAsset="USDT")
    await book.get(f"{convert}/assetInfo")
    asked = {"fromAsset": "BTC", "toAsset": "USDT", "fromAmount": "0.1"}
    quote = await book.post(f"{convert}/getQuote", **asked)
    order = await book.post(f"{convert}/acceptQuote", quoteId=quote["quoteId"])
    await book.get(f"{convert}/orderStatus", orderId=order["orderId"])
    window = {"startTime": clock.milliseconds - DAY * 1000, "endTime": clock.milliseconds}
    await book.get(f"{convert}/tradeFlow", **window)
    waiting = await book.post(
        f"{convert}/limit/placeOrder",
        baseAsset="BTC",
        quoteAsset="USDT",
        limitPrice="1",
        side="BUY",
        expiredType="1_D",
        quoteAmount="100",
    )
    await book.get(f"{convert}/limit/queryOpenOrders")
    await book.post(f"{convert}/limit/cancelOrder", orderId=waiting["orderId"])

    check(book, convert)


async def test_simple_earn(book: Book, clock: Hand) -> None:
    earn = "/sapi/v1/simple-earn"
    usdt, locked = {"productId": "USDT001"}, {"projectId": "Bnb*30"}
    for path in ("list", "personalLeftQuota", "history/rateHistory"):
        await book.get(f"{earn}/flexible/{path}", **({} if path == "list" else usdt))
    await book.get(f"{earn}/flexible/subscriptionPreview", **usdt, amount="1000")
    await book.post(f"{earn}/flexible/subscribe", **usdt, amount="1000")
    await book.post(f"{earn}/flexible/setAutoSubscribe", **usdt, autoSubscribe="false")
    await book.get(f"{earn}/locked/list")
    await book.get(f"{earn}/locked/personalLeftQuota", **locked)
    await book.get(f"{earn}/locked/subscriptionPreview", **locked, amount="10")
    for _ in range(2):
        bought = await book.post(f"{earn}/locked/subscribe", **locked, amount="10")
    position = {"positionId": bought["positionId"]}
    await book.post(f"{earn}/locked/setAutoSubscribe", **position, autoSubscribe="false")
    await book.post(f"{earn}/locked/setRedeemOption", **position, redeemTo="FLEXIBLE")
    clock.at += 3 * DAY
    await book.post(f"{earn}/flexible/redeem", **usdt, amount="10")
    await book.post(f"{earn}/locked/redeem", **position)
    await book.get(f"{earn}/account")
    for kind in ("flexible", "locked"):
        await book.get(f"{earn}/{kind}/position")
        for record in ("subscription", "redemption", "rewards"):
            found = await book.get(f"{earn}/{kind}/history/{record}Record")
            assert found["rows"]

    check(book, earn)


async def test_staking(book: Book, clock: Hand) -> None:
    ether, solana = "/sapi/v1/eth-staking", "/sapi/v1/sol-staking"
    await book.post("/sapi/v2/eth-staking/eth/stake", amount="10")
    await book.post(f"{ether}/wbeth/wrap", amount="1")
    await book.post(f"{solana}/sol/stake", amount="100")
    clock.at += 3 * DAY
    await book.post(f"{ether}/eth/redeem", amount="1", asset="WBETH")
    await book.post(f"{solana}/sol/redeem", amount="1")
    await book.get(f"{solana}/sol/history/unclaimedRewards")
    await book.post(f"{solana}/sol/claim")
    await book.get("/sapi/v2/eth-staking/account")
    await book.get(f"{solana}/account")
    for root in (f"{ether}/eth", f"{solana}/sol"):
        await book.get(f"{root}/quota")
        for name in ("staking", "redemption", "rate"):
            assert (await book.get(f"{root}/history/{name}History"))["rows"]
    await book.get(f"{ether}/eth/history/wbethRewardsHistory")
    await book.get(f"{solana}/sol/history/bnsolRewardsHistory")
    await book.get(f"{solana}/sol/history/boostRewardsHistory", type="CLAIM")
    for name in ("wrap", "unwrap"):
        await book.get(f"{ether}/wbeth/history/{name}History")

    check(book, ether, solana, "/sapi/v2/eth-staking")


async def test_margin(book: Book, clock: Hand) -> None:
    margin, cross = "/sapi/v1/margin", {"isIsolated": "FALSE"}
    asset, pair = {"asset": "USDT"}, {"symbol": "BTCUSDT"}
    for path in ("allPairs", "isolated/allPairs", "allAssets", "crossMarginData", "tradeCoeff"):
        await book.get(f"{margin}/{path}")
    await book.get(f"{margin}/priceIndex", **pair)
    await book.post(f"{margin}/isolated/account", symbol="ETHUSDT")
    await book.ask("DELETE", f"{margin}/isolated/account", symbol="ETHUSDT")
    await book.post(f"{margin}/isolated/account", **pair)
    for moved, more in (("MAIN_MARGIN", {}), ("MARGIN_ISOLATEDMARGIN", {"toSymbol": "BTCUSDT"})):
        sent = asset | {"type": moved, "amount": "20000"} | more
        await book.post("/sapi/v1/asset/transfer", **sent)
    await book.post("/sapi/v1/asset/transfer", **asset, type="MAIN_MARGIN", amount="50000")
    for type_ in ("BORROW", "REPAY"):
        await book.post(f"{margin}/borrow-repay", **asset, **cross, type=type_, amount="100")
        await book.get(f"{margin}/borrow-repay", type=type_)
    order = pair | {"side": "BUY", "quantity": "0.001"}
    await book.post(f"{margin}/order", **order, type="MARKET")
    limit = order | {"type": "LIMIT", "timeInForce": "GTC", "price": "50000"}
    for _ in range(2):
        waiting = await book.post(f"{margin}/order", **limit | {"quantity": "0.0015"})
    named = pair | {"orderId": waiting["orderId"]}
    await book.get(f"{margin}/order", **named)
    await book.get(f"{margin}/openOrders", **pair)
    await book.ask("DELETE", f"{margin}/order", **named)
    await book.ask("DELETE", f"{margin}/openOrders", **pair)
    ways = {"side": "BUY", "quantity": "1.6", "price": "50000", "stopPrice": "80000"}
    oco = await book.post(f"{margin}/order/oco", **pair, **ways, sideEffectType="MARGIN_BUY")
    listed = {"orderListId": oco["orderListId"]}
    await book.get(f"{margin}/orderList", **listed)
    for path in ("openOrderList", "allOrderList"):
        await book.get(f"{margin}/{path}")
    await book.ask("DELETE", f"{margin}/orderList", **pair, **listed)
    work = {"Type": "LIMIT", "Side": "BUY", "Price": "50000", "Quantity": "0.001"}
    work = {f"working{name}": value for name, value in work.items()} | pair
    pending = {"pendingSide": "SELL", "pendingQuantity": "0.001", "workingTimeInForce": "GTC"}
    await book.post(f"{margin}/order/oto", **work, **pending, pendingType="MARKET")
    both = {"pendingAboveType": "LIMIT_MAKER", "pendingAbovePrice": "80000"}
    both |= {"pendingBelowType": "STOP_LOSS", "pendingBelowStopPrice": "40000"}
    await book.post(f"{margin}/order/otoco", **work, **pending, **both)
    borrowing = {"sideEffectType": "MARGIN_BUY", "quantity": "1.5", "type": "MARKET"}
    await book.post(f"{margin}/order", **order | borrowing)
    for path in ("allOrders", "myTrades"):
        assert await book.get(f"{margin}/{path}", **pair)
    for path in ("maxBorrowable", "maxTransferable", "interestRateHistory"):
        await book.get(f"{margin}/{path}", **asset)
    await book.get(f"{margin}/next-hourly-interest-rate", assets="BTC", **cross)
    for path in (
        "account",
        "interestHistory",
        "isolated/account",
        "isolated/accountLimit",
        "forceLiquidationRec",
    ):
        await book.get(f"{margin}/{path}")
    await book.get(f"{margin}/transfer", isolatedSymbol="BTCUSDT")
    book.answers[f"GET {margin}/transfer"]["rows"][0].setdefault("fromSymbol", "")
    await book.get(f"{margin}/rateLimit/order")
    await book.post("/sapi/v1/userListenToken")

    check(book, margin, "/sapi/v1/userListenToken")


async def test_sub_accounts(http: httpx.AsyncClient, book: Book) -> None:
    sub, spot = "/sapi/v1/sub-account", {"fromAccountType": "SPOT", "toAccountType": "SPOT"}
    email = (await book.post(f"{sub}/virtualSubAccount", subAccountString="one"))["email"]
    other = (await book.post(f"{sub}/virtualSubAccount", subAccountString="two"))["email"]
    named, usdt = {"email": email}, {"asset": "USDT", "amount": "100"}
    granted = {"canTrade": "true", "status": 2, "ipAddress": "127.0.0.1"}
    key = await book.post(f"{sub}/subAccountApi", **named, apiName="key", **granted)
    await book.get(f"{sub}/subAccountApi", **named)
    asked = named | {"subAccountApiKey": key["apiKey"]}
    await book.post(f"{sub}/subAccountApiPermission", **asked, canMarginLoanRepay="true")
    await http.post(f"/sandbox/accounts/{key['apiKey']}", json={"deposit": {"BTC": "1"}})
    await book.post(f"{sub}/futures/enable", **named)
    sent = spot | usdt | {"clientTranId": "mine"}
    await book.post(f"{sub}/universalTransfer", **sent, toEmail=email)
    await book.get(f"{sub}/universalTransfer")
    await book.get(f"{sub}/sub/transfer/history")
    for wallet in ("margin", "futures"):
        await book.post(f"{sub}/{wallet}/transfer", **named, asset="USDT", amount="10", type=1)
    master, child = book.who, type(book.who)(http, book.who.now, key["apiKey"], key["secretKey"], 0)
    book.who = child
    await book.post(f"{sub}/transfer/subToSub", asset="USDT", amount="1", toEmail=other)
    await book.post(f"{sub}/transfer/subToMaster", asset="USDT", amount="1")
    await book.get(f"{sub}/transfer/subUserHistory")
    book.who = master
    for path in ("list", "status", "spotSummary"):
        await book.get(f"{sub}/{path}")
    for version in ("v3", "v4"):
        await book.get(f"/sapi/{version}/sub-account/assets", **named)
    await book.get("/sapi/v1/capital/deposit/subAddress", **named, coin="BTC")
    await book.get("/sapi/v1/capital/deposit/subHisrec", **named)
    await book.ask("DELETE", f"{sub}/subAccountApi", **asked)

    prefixes = (sub, "/sapi/v3/sub-account", "/sapi/v4/sub-account", "/sapi/v1/capital/deposit/sub")
    check(book, *prefixes)


async def test_mining(book: Book, clock: Hand) -> None:
    mining, own = "/sapi/v1/mining", {"algo": "sha256", "userName": "carol"}
    for name in ("algoList", "coinList"):
        await book.get(f"{mining}/pub/{name}")
    for path in ("statistics/user/status", "statistics/user/list", "worker/list"):
        await book.get(f"{mining}/{path}", **own)
    await book.get(f"{mining}/worker/detail", **own, workerName="m001")
    days = {"startDate": clock.milliseconds, "endDate": clock.milliseconds + 10**9}
    resale = own | days | {"toPoolUser": "bob", "hashRate": 10**12}
    config = {"configId": (await book.post(f"{mining}/hash-transfer/config", **resale))["data"]}
    clock.at += 3 * DAY
    await book.get(f"{mining}/hash-transfer/config/details/list")
    await book.get(f"{mining}/hash-transfer/profit/details", **config)
    await book.post(f"{mining}/hash-transfer/config/cancel", **config, userName="carol")
    for path in ("payment/list", "payment/other"):
        await book.get(f"{mining}/{path}", **own)
    await book.get(f"{mining}/payment/uid", algo="sha256")

    check(book, mining)


def test_what_is_asked_is_weighed_and_named_as_the_catalogue_has_it() -> None:
    ours = {name: each for name, each in catalogue.REST.items() if "/sapi/" in name}
    for name, listed in endpoints().items():
        if name not in ours:
            continue
        operation, named = ours[name], {each["name"] for each in listed["params"]}
        assert operation.pool.by_uid == (listed["bucket"] == "UID"), name
        assert listed["weight"] in {None, operation.weight}, name
        assert named <= operation.parameters, name
        assert operation.key_only == (listed["security"] in {"MARKET_DATA", "USER_STREAM"}), name
        assert (operation.permission is None) == (
            operation.key_only or listed["security"] == "NONE"
        ), name
        assert (listed["security"], operation.permission) != ("TRADE", READ), name
