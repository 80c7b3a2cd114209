"""What somebody trades on futures and on margin, elsewhere, is read in the chat."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from futures_chat import question
from world import PATIENCE, Person, World, looks

from bot.following import market_followers
from tests.sandbox.exchange.conftest import Trader

RIGHTS = {"enableFutures": True, "enableMargin": True, "permitsUniversalTransfer": True}
TRANSFERS = {"MAIN_UMFUTURE": "USDT", "MAIN_MARGIN": "USDT", "MAIN_CMFUTURE": "BTC"}
MONEY = {"USDT": "10000", "BTC": "1"}

Elsewhere = Callable[..., Awaitable[Trader]]


@pytest.fixture
async def elsewhere(world: World) -> AsyncIterator[Elsewhere]:
    """Connects somebody's account, and opens it with another key, as the exchange's app would."""
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:

        async def connect(person: Person, **rights: bool) -> Trader:
            made = await person.connects(balances=MONEY, permissions=rights)
            other = await world.account(uid=made["uid"], permissions=RIGHTS)
            trader = Trader(http, time.time, other["api_key"], other["secret"], made["uid"])
            for way, asset in TRANSFERS.items():
                amount = "4000" if asset == "USDT" else "0.5"
                transfer = {"type": way, "asset": asset, "amount": amount}
                await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
            return trader

        yield connect


async def buy(
    trader: Trader, path: str, quantity: str, symbol: str = "BTCUSDT", **more: str
) -> int:
    order = {"symbol": symbol, "side": "BUY", "type": "MARKET", "quantity": quantity, **more}
    return int((await trader.done("POST", path, **order))["orderId"])


async def told(person: Person, order: int) -> list[str]:
    texts = [one.get("text") or "" for one in await person.chat() if one["from"] == "bot"]
    return [text for text in texts if f"Order {order}" in text]


async def status(person: Person, wanted: Callable[[str], bool]) -> None:
    """Ask for it until it says what is wanted: some streams begin later."""
    text = ""
    try:
        async with asyncio.timeout(PATIENCE):
            async for _ in looks():
                text = (await person.says("/status"))["text"]
                if wanted(text):
                    return
    except TimeoutError:
        raise AssertionError(f"the status never was as wanted: {text}") from None


async def _statuses(world: World) -> list[str]:
    texts = [str(one["parameters"].get("text")) for one in await world.calls()]
    return [text for text in texts if text.startswith("ℹ️")]


async def _followed(person: Person, *markets: str) -> None:
    followed = [f"🟢 Accounts on {one}: 1 followed" for one in markets]
    await status(person, lambda text: all(line in text for line in followed))


async def test_futures_fills_are_told_once_each_those_of_a_cut_stream_too(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice, enableFutures=True)
    first = await buy(trader, "/fapi/v1/order", "0.010")
    text = (await alice.reads(f"Order {first}"))["text"]
    assert "BUY BTCUSDT · USD-M\n0.01 at " in text
    await _followed(alice, "Spot", "USD-M", "COIN-M")
    assert "Fee: 0." in text

    await world.fault("cut", path="/private/*")
    missed = await buy(trader, "/fapi/v1/order", "0.020")
    text = (await alice.reads(f"Order {missed}"))["text"]
    assert "BUY BTCUSDT · USD-M\n0.02 at " in text
    later = await buy(trader, "/fapi/v1/order", "0.030")
    await alice.reads(f"Order {later}")

    assert [len(await told(alice, order)) for order in (first, missed, later)] == [1, 1, 1]


async def test_fills_on_coin_futures_and_on_margin_name_their_market(
    world: World, alice: Person, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market_followers, "LOOK", 0.1)
    monkeypatch.setattr(market_followers, "AGAIN", 1)  # when she connected, she had no margin yet
    await world.restart()
    trader = await elsewhere(alice, enableFutures=True, enableMargin=True)

    contracts = await buy(trader, "/dapi/v1/order", "2", "BTCUSD_PERP")
    bought = await buy(trader, "/sapi/v1/margin/order", "0.01")

    assert (
        "BUY BTCUSD_PERP · COIN-M\n2 contracts at "
        in (await alice.reads(f"Order {contracts}"))["text"]
    )
    assert "BUY BTCUSDT · margin\n0.01 at " in (await alice.reads(f"Order {bought}"))["text"]


async def test_fills_on_isolated_margin_are_told_those_of_a_cut_stream_too(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice, enableMargin=True)
    await trader.done("POST", "/sapi/v1/margin/isolated/account", symbol="BTCUSDT")
    transfer = {"type": "MARGIN_ISOLATEDMARGIN", "asset": "USDT", "amount": "3000"}
    await trader.done("POST", "/sapi/v1/asset/transfer", toSymbol="BTCUSDT", **transfer)
    await world.restart()  # else it would be noticed within a quarter of an hour

    first = await buy(trader, "/sapi/v1/margin/order", "0.01", isIsolated="TRUE")
    text = (await alice.reads(f"Order {first}"))["text"]
    assert "BUY BTCUSDT · isolated margin\n0.01 at " in text
    await world.fault("cut", path="/ws-api/v3")
    missed = await buy(trader, "/sapi/v1/margin/order", "0.02", isIsolated="TRUE")
    assert "0.02 at " in (await alice.reads(f"Order {missed}"))["text"]
    later = await buy(trader, "/sapi/v1/margin/order", "0.01", isIsolated="TRUE")
    await alice.reads(f"Order {later}")

    assert [len(await told(alice, order)) for order in (first, missed, later)] == [1, 1, 1]
    await _followed(alice, "isolated margin")


async def test_futures_that_a_key_may_trade_later_are_followed_from_the_first_order(
    world: World, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(market_followers, "LOOK", 0.1)
    await world.restart()
    made = await alice.connects(balances=MONEY, wallets={"UMFUTURE": {"USDT": "4000"}})
    await status(alice, lambda text: "Accounts on USD-M" not in text)  # it was refused
    later = {"permissions": {"enableFutures": True}}
    await world.exchange(f"accounts/{made['api_key']}", later)

    await alice.taps(await question(alice, "/long btc 0.01 x5"), "Confirm")

    await alice.reads("Filled: BUY 0.01 BTCUSDT")
    await _followed(alice, "USD-M")
    assert "Accounts on USD-M: 1 followed" in (await _statuses(world))[-1]


async def test_in_a_group_the_status_names_nobodys_account(world: World, alice: Person) -> None:
    await alice.connects(balances=MONEY, permissions={"enableFutures": True})
    await _followed(alice, "USD-M")
    await world.fault("status", path="/private/*", status=503, times=1000)
    await world.fault("cut", path="/private/*", times=1)
    await status(alice, lambda text: "Your account Account 1 on USD-M: not heard" in text)

    before = await _statuses(world)

    await alice.writes("/status", chat_type="group")

    async with asyncio.timeout(PATIENCE):
        async for _ in looks():
            if told := (await _statuses(world))[len(before) :]:
                break
    assert "0 followed, 1 not heard for up to" in told[0]
    assert "Your account" not in told[0]


async def test_a_key_without_the_right_to_futures_is_followed_on_spot_and_told_nothing_of_it(
    world: World, alice: Person, elsewhere: Elsewhere
) -> None:
    trader = await elsewhere(alice)
    await buy(trader, "/fapi/v1/order", "0.010")

    spot = await buy(trader, "/api/v3/order", "0.01")

    await alice.reads(f"Order {spot}")
    texts = [one.get("text") or "" for one in await alice.chat()]
    assert not [text for text in texts if "USD-M" in text or "no longer accepts" in text]
