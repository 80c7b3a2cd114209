"""One message an order: it grows while the order fills, and says at the end that it is over."""

import time
from collections.abc import AsyncIterator

import httpx
import pytest
from world import Message, Person, World

from tests.sandbox.exchange.conftest import Trader

ORDER = "/api/v3/order"


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as client:
        yield client


async def elsewhere(
    world: World, http: httpx.AsyncClient, person: Person, **account: object
) -> Trader:
    """Connect an account, and open it with another key, as the exchange's app would."""
    made = await person.connects(balances={"USDT": "90000000"}, **account)
    other = await world.account(uid=made["uid"])
    return Trader(http, time.time, other["api_key"], other["secret"], made["uid"])


async def about(person: Person, order_id: int) -> list[Message]:
    """All messages of the bot that name an order."""
    said = [one for one in await person.chat() if one["from"] == "bot"]
    return [one for one in said if f"Order {order_id}" in (one.get("text") or "")]


def labels(message: Message) -> list[str]:
    return [one["text"] for row in message["keyboard"] for one in row]


async def filled_in_part(trader: Trader) -> int:
    """Order more than the book has at its best price; the rest waits there.

    Which price that is the exchange sees itself: a market that lives does not wait to be asked.
    """
    order = await trader.order(
        symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="50",
        pegPriceType="MARKET_PEG",
    )  # fmt: skip
    assert order["status"] == "PARTIALLY_FILLED"
    return int(order["orderId"])


async def cancelled_after_a_part(trader: Trader) -> int:
    """The first such order whose rest is cancelled before a quick market takes it as well."""
    for _ in range(10):
        order = await filled_in_part(trader)
        answer = await trader.send("DELETE", ORDER, symbol="BTCUSDT", orderId=order)
        if answer.status_code == 200:
            return order
    raise AssertionError("the market took all of every order")


async def test_an_order_that_rests_makes_one_message_with_what_to_do_next(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy eth 0.05 @ 1500"), "Confirm")
    await alice.reads("Waiting in the book")
    order = int((await world.orders())[-1]["orderId"])
    await world.restart()

    await world.price("ETHUSDT", "1490")

    told = await alice.reads("Filled: BUY ETHUSDT\n0.05 at 1,500")
    assert "Fee: " in told["text"]
    assert [len(row) for row in told["keyboard"]] == [3, 2]
    await world.restart()
    await alice.reads("Filled: BUY 0.05 ETHUSDT at 1,500")
    verdict, filled = await about(alice, order)
    assert verdict["text"] == (
        f"✅ Filled: BUY 0.05 ETHUSDT at 1,500\nOrder {order}\n"
        "What was filled is told in a message of its own."
    )
    assert labels(verdict) == ["💼 Balance"]
    assert filled["message_id"] == told["message_id"]


async def test_a_verdict_that_waits_is_kept_true_when_the_order_fills_while_nobody_listens(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy eth 0.05 @ 1500"), "Confirm")
    await alice.reads("Waiting in the book")
    await world.stop()
    await world.price("ETHUSDT", "1490")

    await world.start()

    await alice.reads("while I was not connected")
    await alice.reads("Filled: BUY 0.05 ETHUSDT at 1,500")
    order = int((await world.orders())[-1]["orderId"])
    assert len(await about(alice, order)) == 2


async def test_what_is_asked_for_under_a_verdict_is_answered_below_it(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy eth 0.05 @ 1500"), "Confirm")
    verdict = await alice.reads("Waiting in the book")

    await alice.taps(verdict, "Orders")

    orders = await alice.reads("Open orders")
    assert orders["message_id"] != verdict["message_id"]
    await world.price("ETHUSDT", "1490")
    told = await alice.reads("Filled: BUY 0.05 ETHUSDT at 1,500")
    assert told["message_id"] == verdict["message_id"]
    await alice.taps(told, "Balance")
    await alice.reads("0.05 ETH")
    assert (await alice.reads("Open orders"))["message_id"] == orders["message_id"]


async def test_an_order_that_somebody_cancels_elsewhere_no_longer_waits_in_the_chat(
    world: World, alice: Person, http: httpx.AsyncClient
) -> None:
    trader = await elsewhere(world, http, alice)
    await alice.taps(await alice.says("/buy btc 0.01 @ 50000"), "Confirm")
    waiting = await alice.reads("Waiting in the book")
    order = int((await world.orders())[-1]["orderId"])
    await world.restart()

    await trader.done("DELETE", ORDER, symbol="BTCUSDT", orderId=order)

    over = await alice.reads("Cancelled: BUY 0.01 BTCUSDT at 50,000")
    assert over["message_id"] == waiting["message_id"]
    assert labels(over) == ["💼 Balance"]
    assert len(await about(alice, order)) == 1


async def test_a_stop_that_triggers_without_filling_is_said_to_wait_in_the_book(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy btc 0.01 stop 70000 limit 70050"), "Confirm")
    waiting = await alice.reads("Waiting for its price")

    await world.price("BTCUSDT", "71000")

    mended = await alice.reads("Triggered, and waits in the book at its limit: BUY 0.01 BTCUSDT")
    assert mended["message_id"] == waiting["message_id"]
    assert "❌ Cancel order" in labels(mended)
    listed = (await alice.says("/orders"))["text"]
    assert "BUY 0.01 BTCUSDT at 70,050" in listed
    assert "triggered at 70,000" in listed


async def test_a_pair_whose_stop_triggers_without_filling_says_so(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1"})
    await alice.taps(await alice.says("/sell btc 0.01 @ 99000 stop 60000 limit 59950"), "Confirm")
    placed = await alice.reads("In place")

    await world.price("BTCUSDT", "59000")

    mended = await alice.reads("Triggered, and waits in the book at its limit: SELL 0.01 BTCUSDT")
    assert mended["message_id"] == placed["message_id"]


async def test_the_entry_of_a_bracket_is_not_offered_exits_that_it_has(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/bracket btc 0.01 @ 60000 tp 90000 sl 45000"), "Confirm")
    await alice.reads("In place")

    await world.price("BTCUSDT", "59900")

    filled = await alice.reads("Filled: BUY BTCUSDT")
    assert labels(filled) == ["💼 Balance", "📋 Orders", "📈 Chart", "🔔 Alert"]


async def test_a_pair_is_done_in_the_chat_once_one_of_its_orders_has_filled(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1"})
    await alice.taps(await alice.says("/sell btc 0.01 @ 99000 stop 50000"), "Confirm")
    placed = await alice.reads("In place")

    await world.price("BTCUSDT", "99100")

    await alice.reads("Filled: SELL BTCUSDT\n0.01 at 99,000")
    done = await alice.reads("Done: ")
    assert done["message_id"] == placed["message_id"]
    assert "What was filled is told in a message of its own." in done["text"]


async def test_a_part_and_then_the_rest_are_one_message_through_a_restart(
    world: World, alice: Person, http: httpx.AsyncClient
) -> None:
    trader = await elsewhere(world, http, alice)
    order = await filled_in_part(trader)
    part = await alice.reads(": BUY BTCUSDT\n")  # all of it, if the market is quick

    await world.restart()
    await world.price("BTCUSDT", "59000.00")

    whole = await alice.reads("Filled: BUY BTCUSDT\n50 at ")
    assert whole["message_id"] == part["message_id"]
    assert len(await about(alice, order)) == 1


async def test_an_order_cancelled_after_a_part_says_so_in_its_message(
    world: World, alice: Person, http: httpx.AsyncClient
) -> None:
    trader = await elsewhere(world, http, alice)
    order = await cancelled_after_a_part(trader)

    over = await alice.reads("Cancelled after a part: BUY BTCUSDT")
    assert " of 50 at " in over["text"]
    assert len(await about(alice, order)) == 1


async def test_messages_name_the_account_where_there_are_two(
    world: World, alice: Person, http: httpx.AsyncClient
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    trader = await elsewhere(world, http, alice)

    await filled_in_part(trader)

    assert (await alice.reads(": BUY BTCUSDT\n"))["text"].endswith("Account: Account 2")


async def test_a_stop_is_two_taps_away_from_the_fill(alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy btc $100"), "Confirm")

    await alice.taps(await alice.reads("Fee: "), "Stop")
    await alice.taps(await alice.reads("Sell all BTCUSDT at market if it falls to:"), "-5%")

    assert "SELL " in (await alice.reads("(100% of your BTC)"))["text"]


async def test_a_stop_under_a_fill_is_for_what_was_bought_at_the_price_on_the_button(
    alice: Person,
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "3"})
    await alice.taps(await alice.says("/buy btc 0.002"), "Confirm")

    await alice.taps(await alice.reads("Fee: "), "Stop")
    offered = await alice.reads("Sell 0.002 BTCUSDT at market if it falls to:")
    price = offered["keyboard"][1][0]["text"].split()[0]
    await alice.taps(offered, "-5%")

    asked = await alice.reads("SELL 0.002 BTC at market")
    assert price in asked["text"]


async def test_funding_lines_are_declined_and_wanted_again(alice: Person) -> None:
    shown = await alice.says("/funding")
    await alice.taps(shown, "Not these")
    await alice.taps(await alice.reads("I do not tell you of funding"), "Tell me again")

    assert "I tell you of each funding" in (await alice.says("/funding"))["text"]
