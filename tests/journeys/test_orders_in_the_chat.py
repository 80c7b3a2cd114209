import asyncio
import re
import time
from decimal import ROUND_DOWN, Decimal

import httpx
import pytest
from world import Person, World

from tests.sandbox.exchange.conftest import Trader


def filled(orders: list[dict]) -> list[dict]:
    return [one for one in orders if one["status"] == "FILLED"]


async def test_buying_for_money_is_shown_confirmed_carried_out_and_told(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    asked = await alice.says("/buy BTCUSDT $100")
    assert "BUY BTC for 100 USDT at market?" in asked["text"]

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY BTCUSDT for 100 at market")
    await alice.reads("Fee: ")
    (order,) = await world.orders()
    said = [one for one in await alice.chat() if f"Order {order['orderId']}" in one["text"]]
    assert len(said) == 1, "the message of its confirmation tells all of it"
    assert (order["side"], order["type"], order["status"]) == ("BUY", "MARKET", "FILLED")


async def test_money_is_shown_as_what_whole_steps_of_it_cost(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})

    asked = await alice.says("/buy btc all")

    said = re.search(r"\n([\d.]+) BTC .* about ([\d,.]+) = ([\d,.]+) USDT\n", asked["text"])
    left = re.search(r"Free afterwards: ([\d.]+) USDT", asked["text"])
    assert said is not None
    assert left is not None
    bought, price, money = (Decimal(each.replace(",", "")) for each in said.groups())
    assert money == (bought * price).quantize(Decimal("0.01"))
    assert abs(Decimal(1000) - money - Decimal(left[1])) < Decimal("0.01")
    assert Decimal(left[1]) > 0
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for 1,000 at market")
    (order,) = await world.orders()
    filled = Decimal(order["executedQty"])
    assert abs(filled - bought) < bought / 100, "the market has moved a little since the question"


@pytest.mark.parametrize(
    ("words", "left", "locked"),
    [
        ("/buy btc 0.01 @ 60000 stop 70000", "300 USDT", "700"),
        ("/buy btc 0.01 @ 60000 stop 70000 limit 70100", "299 USDT", "701"),
        ("/buy btc 0.01 stop 70000 limit 70100", "299 USDT", "701"),
        ("/bracket btc 0.01 @ 60000 tp 75000 sl 55000", "400 USDT", "600"),
        ("/sell btc 0.01 @ 75000 stop 60000", "0.99 BTC", "0.01"),
        ("/bracket sell btc 0.01 @ 75000 tp 60000 sl 80000", "0.99 BTC", "0.01"),
    ],
)
async def test_what_is_free_afterwards_is_what_binance_does_not_lock(
    alice: Person, words: str, left: str, locked: str
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})
    asked = await alice.says(words)

    assert f"Free afterwards: {left}" in asked["text"]

    await alice.taps(asked, "Confirm")
    await alice.sees(lambda one: any(word in one["text"] for word in ("In place", "Waiting for")))
    assert f"({locked} in orders)" in (await alice.says("/balance"))["text"]


async def test_a_preview_shows_what_the_order_book_gives(alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})

    text = (await alice.says("/buy btc $20"))["text"]

    said = re.search(r"\n([\d.]+) BTC at the market, now about ([\d,.]+) = ([\d.]+) USDT\n", text)
    assert said is not None
    price = Decimal(said[2].replace(",", ""))
    bought = (20 / price).quantize(Decimal("0.00001"), rounding=ROUND_DOWN)
    assert Decimal(said[1]) == bought
    assert Decimal(said[3]) == (bought * price).quantize(Decimal("0.01"))
    assert re.search(r"\nOrder book: best price [\d,.]+, slippage 0\.0\d%\n", text)
    assert "thin" not in text


async def test_an_order_that_the_book_cannot_fill_is_not_even_asked_about(alice: Person) -> None:
    await alice.connects(balances={"USDT": "500000000"})

    text = (await alice.says("/buy ltc $20000000"))["text"]

    assert "at the market it might fill at any price" in text
    assert "/guards deviation" in text


async def test_without_an_order_book_nothing_is_bought_at_market(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await world.fault("status", path="/api/v3/depth", status=500, times=50)

    text = (await alice.says("/buy btc $20"))["text"]

    assert text == "Your guards cannot be checked because Binance does not answer: not sent."


async def test_a_limit_order_waits_is_listed_and_cancelled(world: World, alice: Person) -> None:
    await alice.connects(balances={"BTC": "1", "USDT": "0"})
    asked = await alice.says("/sell btc 0.01 @ 99000")
    await alice.taps(asked, "Confirm")
    await alice.reads("Waiting in the book")
    listed = await alice.says("/orders")
    assert "SELL 0.01 BTCUSDT at 99,000" in listed["text"]
    (order,) = await world.orders()

    await alice.says(f"/cancel {order['orderId']}")

    assert (await world.orders())[0]["status"] == "CANCELED"
    assert "No open orders" in (await alice.says("/orders"))["text"]


async def test_what_was_tapped_is_done_though_telegram_does_not_take_the_receipt(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1", "USDT": "0"})
    asked = await alice.says("/sell btc 0.01 @ 99000")
    await alice.taps(asked, "Confirm")
    waiting = await alice.reads("Waiting in the book")
    await world.telegram_fault("drop_before", path="answerCallbackQuery", times=1000)

    tap = {"user_id": alice.id, "message_id": waiting["message_id"], "label": "Cancel order"}
    await world.telegram("tap", {**tap, "wait": 0})

    await alice.reads("❌ Cancelled: SELL 0.01 BTCUSDT at 99,000 · ")
    assert (await world.orders())[0]["status"] == "CANCELED"


async def test_too_many_orders_on_all_symbols_are_told_with_what_to_do(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1", "USDT": "0"})
    asked = await alice.says("/sell btc 0.01 @ 99000")
    await world.fault("status", path="/api/v3/order", method="POST", status=400, code=-1013,
                      msg="Filter failure: EXCHANGE_MAX_NUM_ORDERS")  # fmt: skip

    await alice.taps(asked, "Confirm")

    told = (await alice.reads("Not executed: SELL 0.01 BTCUSDT"))["text"]
    assert "more orders open than Binance allows on all symbols together. Cancel some" in told


@pytest.mark.parametrize(
    "words",
    ["/sell btc 0.01 @ 99000 stop 50000", "/bracket btc 0.01 @ 50000 tp 99000 sl 45000"],
)
@pytest.mark.parametrize("by", ["its number", "its button"])
async def test_a_list_is_cancelled_as_it_was_told(
    world: World, alice: Person, words: str, by: str
) -> None:
    await alice.connects(balances={"BTC": "1", "USDT": "1000"})
    await alice.taps(await alice.says(words), "Confirm")
    placed = await alice.reads("In place")

    if by == "its number":
        number = placed["text"].rpartition("List ")[2].split()[0]
        answer = await alice.says(f"/cancel {number}")
        assert answer["text"].startswith("❌ Cancelled: ")
    else:
        await alice.taps(placed, "Cancel list")

    await alice.reads("Over, nothing was filled")
    assert {one["status"] for one in await world.orders()} == {"CANCELED"}


async def test_the_list_of_orders_says_who_may_only_make_and_what_is_shown(alice: Person) -> None:
    await alice.connects(balances={"USDT": "10000"})
    for words in ("/buy btc 0.01 @ 50000 post", "/buy btc 0.02 @ 50000 iceberg 0.01"):
        await alice.taps(await alice.says(words), "Confirm")
    await alice.reads("showing 0.01 at a time")
    await alice.reads("Waiting in the book: BUY 0.01 BTCUSDT at 50,000, only as a maker")

    listed = (await alice.says("/orders"))["text"]

    assert " · only as a maker" in listed
    assert " · showing 0.01 at a time" in listed


async def test_an_order_that_was_cancelled_before_is_not_called_unknown(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "1"})
    await alice.taps(await alice.says("/sell btc 0.01 @ 99000"), "Confirm")
    await alice.reads("Waiting in the book")
    (order,) = await world.orders()
    await alice.says(f"/cancel {order['orderId']}")

    again = await alice.says(f"/cancel {order['orderId']}")

    assert again["text"].startswith("I see no open order of yours with the number")


async def test_a_resting_order_that_fills_is_told(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"})
    asked = await alice.says("/buy eth 0.05 @ 1500")
    await alice.taps(asked, "Confirm")
    await alice.reads("Waiting in the book")

    await world.price("ETHUSDT", "1490")

    await alice.reads("Filled: BUY ETHUSDT")
    assert [order["status"] for order in await world.orders()] == ["FILLED"]


async def test_a_share_of_what_is_free_is_rounded_down_to_the_step(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"BTC": "0.123456789", "USDT": "0"})

    asked = await alice.says("/sell btc 25%")

    assert "SELL 0.03086 BTC (25% of your BTC) at market?" in asked["text"]


async def test_two_taps_at_once_make_one_order(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")

    await asyncio.gather(*(alice.taps(asked, "Confirm") for _ in range(5)))

    await alice.reads("Filled: BUY BTCUSDT for")
    assert len(await world.orders()) == 1


async def test_an_update_that_comes_again_does_nothing(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for")

    await world.telegram("redeliver", {})
    await alice.says("/status")

    assert len(await world.orders()) == 1


async def test_an_update_that_comes_again_after_a_restart_does_nothing(
    world: World, alice: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for")

    await world.restart()
    await world.telegram("redeliver", {})
    await alice.says("/status")

    assert len(await world.orders()) == 1


async def test_nobody_confirms_for_somebody_else(world: World, alice: Person, bob: Person) -> None:
    await alice.connects()
    await bob.connects()
    asked = await alice.says("/buy btc $100")
    ticket = asked["keyboard"][0][0]["callback_data"]
    greeting = await bob.says("/start")

    answered = await bob.forges(greeting, ticket)

    assert "not yours" in answered["answered"]
    assert await world.orders() == []


@pytest.mark.parametrize(
    "data", ["t:AAAAAAAAAAAAAAAAAAAAAA", "t:x", "n:AAAAAAAAAAAAAAAAAAAAAA", "??", "x:BTCUSDT:1"]
)
async def test_a_forged_button_does_nothing(world: World, alice: Person, data: str) -> None:
    await alice.connects()
    greeting = await alice.says("/start")

    await alice.forges(greeting, data)
    await alice.says("/status")

    assert await world.orders() == []


async def test_withdrawing_means_no(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await alice.taps(asked, "Cancel")
    await alice.reads("Nothing was done")

    answered = await alice.forges(asked, asked["keyboard"][0][0]["callback_data"])

    assert "expired" in answered["answered"]
    assert await world.orders() == []


async def test_a_price_that_moved_is_asked_for_anew(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await alice.finds("BTCUSDT", "69500")

    await alice.taps(asked, "Confirm")

    again = await alice.reads("price has moved since I asked; nothing was sent")
    assert "69," in again["text"]
    assert await world.orders() == []
    await alice.taps(again, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for 100 at market")
    assert len(await world.orders()) == 1


async def test_an_order_that_was_sent_is_never_called_not_sent(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    ticket = asked["keyboard"][0][0]["callback_data"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for")
    await world.price("BTCUSDT", "90000")
    await alice.says("/alert btc > 1")
    await alice.reads("🔔 BTCUSDT > 1")

    answered = await alice.forges(asked, ticket)

    assert "was answered" in answered["answered"]
    assert not any("Nothing was sent" in one["text"] for one in await alice.chat())


async def test_a_question_does_not_outlive_the_account_it_was_asked_for(
    world: World, alice: Person
) -> None:
    await alice.connects()
    other = await world.account()
    await alice.says(f"/setkey {other['api_key']} {other['secret']}")
    asked = await alice.says("/buy btc $100")
    await alice.says("/account Account 2")

    answered = await alice.forges(asked, asked["keyboard"][0][0]["callback_data"])

    assert "another account of yours" in answered["answered"]
    assert await world.orders() == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("/buy", "/buy BTCUSDT $100"),
        ("/buy btc", "/buy BTCUSDT $100"),
        ("/buy btc 1e5", "do not understand the amount"),
        ("/buy btc -1", "do not understand the amount"),
        ("/buy btc 0", "do not understand “0”"),
        ("/buy btc ٣", "do not understand “٣”"),
        ("/buy btc $NaN", "do not understand the amount"),
        ("/buy btc 200%", "do not understand “200%”"),
        ("/buy btc 1 doge", "do not understand the amount"),
        ("/buy btc 0.01 @", "Something is missing"),
        ("/buy btc 0.01 @ 65000.001", "65,000"),
        ("/buy btc $1", "5 USDT or more"),
        ("/buy btc 999", "Not enough USDT"),
        ("/buy nosuchcoin $100", "no symbol"),
        ("/buy BTСUSDT $100", "do not understand “BTСUSDT”"),
        ("/sell btc 0.1 @ 70000 stop 58.000", "Write 58 or 58000."),
        ("/sell btc 0.1 stop 58.250", "Write 58.25 or 58250."),
        ("/sell btc 0.0000001", "takes 5 USDT or more"),
        ("/cancel", "/cancel 123456"),
        ("/cancel abc", "/cancel 123456"),
        ("/cancel 123456", "I see no open order of yours with the number 123456"),
    ],
)
async def test_wrong_input_gets_one_clear_line_and_nothing_happens(
    world: World, alice: Person, written: str, told: str
) -> None:
    await alice.connects(balances={"USDT": "1000", "BTC": "1"})

    answer = await alice.says(written)

    assert told in answer["text"]
    assert await world.orders() == []


async def test_without_a_key_one_is_told_how_to_get_one(alice: Person) -> None:
    for command in ("/balance", "/orders", "/buy btc $100", "/sell btc 1"):
        assert "/setkey" in (await alice.says(command))["text"]


async def test_an_answer_that_is_lost_is_found_and_told(world: World, alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await world.fault("drop_after", path="/api/v3/order", method="POST")

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY BTCUSDT for")
    assert len(await world.orders()) == 1


async def test_an_order_that_never_arrived_is_told_as_not_executed(
    world: World, alice: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await world.fault("drop_before", path="/api/v3/order", method="POST")

    await alice.taps(asked, "Confirm")

    await alice.reads("Status unknown")
    await alice.reads("Not executed")
    assert await world.orders() == []


async def test_beside_an_order_of_unknown_outcome_another_one_is_asked_about_with_more_care(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000", "ETH": "1"})
    asked = await alice.says("/buy btc $100")
    await world.fault("drop_before", path="/api/v3/order", method="POST")
    await world.fault("status", path="/api/v3/order", method="GET", status=503, times=1000)
    await alice.taps(asked, "Confirm")
    await alice.reads("Status unknown")

    again = await alice.says("/buy btc $100")

    assert "Nobody knows yet whether this was carried out: BUY BTCUSDT for 100" in again["text"]
    assert [row[0]["text"] for row in again["keyboard"]] == ["❌ Cancel", "⚠️ Go on all the same"]
    assert "Nobody knows" not in (await alice.says("/sell eth 0.1"))["text"]
    await alice.taps(again, "Go on all the same")
    await alice.reads("Filled: BUY BTCUSDT for 100 at market")
    assert len(await world.orders()) == 1


@pytest.mark.parametrize("execute", [True, False])
async def test_a_server_error_is_no_verdict(world: World, alice: Person, *, execute: bool) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await world.fault("status", path="/api/v3/order", method="POST", status=503, execute=execute)

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY BTCUSDT for" if execute else "Not executed")
    assert len(await world.orders()) == int(execute)


async def test_a_ban_stops_everybody_and_is_honoured_after_a_restart(
    world: World, alice: Person
) -> None:
    await alice.connects()
    await world.fault("ban", path="/api/v3/klines", seconds=300)
    assert "slow down" in (await alice.says("/chart btc"))["text"]

    await world.restart()

    assert "slow down" in (await alice.says("/ticker btc"))["text"]


async def test_a_restart_in_the_middle_of_an_order_loses_nothing(
    world: World, alice: Person
) -> None:
    await alice.connects()
    asked = await alice.says("/buy btc $100")
    await world.restart()

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY BTCUSDT for")
    assert len(await world.orders()) == 1


async def test_a_pair_in_short_is_the_pair_in_words(world: World, alice: Person) -> None:
    await alice.connects(balances={"BTC": "1"})

    asked = await alice.says("/oco btc 0.01 99000 50000")
    same = await alice.says("/sell btc 0.01 @ 99000 stop 50000")
    assert asked["text"].splitlines()[0] == same["text"].splitlines()[0]
    await alice.taps(asked, "Confirm")

    await alice.reads("In place")
    assert {one["type"] for one in await world.orders()} == {"LIMIT_MAKER", "STOP_LOSS"}
    assert "/oco BTCUSDT 0.1 65000 59000" in (await alice.says("/oco btc 0.01 99000"))["text"]


async def test_all_orders_are_cancelled_after_one_question(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "2000"})
    for words in ("/buy btc 0.01 @ 50000", "/buy eth 0.05 @ 1500", "/buy eth 0.05 @ 1400"):
        await alice.taps(await alice.says(words), "Confirm")
        await alice.reads("Waiting in the book: " + words[1:4].upper())
    assert len(await world.orders()) == 3

    one = await alice.says("/cancelall eth")
    assert "Cancel all 2 orders?" in one["text"]
    assert "BTCUSDT" not in one["text"]
    assert {each["status"] for each in await world.orders()} == {"NEW"}, "it only asks"
    await alice.taps(one, "Cancel them")
    await alice.reads("2 orders are gone.")
    left = [each["symbol"] for each in await world.orders() if each["status"] == "NEW"]
    assert left == ["BTCUSDT"]

    await alice.taps(await alice.says("/cancelall"), "Cancel them")
    await alice.reads("❌ Cancelled: BUY 0.01 BTCUSDT at 50,000 · ")
    assert "nothing left to cancel" in (await alice.says("/cancelall"))["text"]
    assert "/cancelall BTCUSDT" in (await alice.says("/cancelall week"))["text"]


async def test_a_symbol_in_other_letters_is_bought_and_its_stop_is_placed_by_buttons(
    world: World, alice: Person
) -> None:
    await alice.connects(balances={"USDT": "1000"})
    await alice.taps(await alice.says("/buy 币安人生USDT $20"), "Confirm")
    filled = await alice.sees(lambda one: "Stop" in str(one["keyboard"]))

    await alice.taps(filled, "Stop")
    await alice.taps(await alice.hears("if it falls to"), "-5%")
    await alice.taps(await alice.hears("Good for"), "Confirm")

    await alice.reads("Waiting for its price: SELL")
    types = {(one["symbol"], one["type"]) for one in await world.orders()}
    assert types == {("币安人生USDT", "MARKET"), ("币安人生USDT", "STOP_LOSS")}


async def paying_in_bnb(world: World, person: Person, bnb: str) -> None:
    """Connect an account that has so much BNB to pay its fees with."""
    balances = {"USDT": "1000", "BTC": "1", "BNB": bnb}
    made = await person.connects(balances=balances)
    own = await world.account(uid=made["uid"])
    async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:
        app = Trader(http, time.time, own["api_key"], own["secret"], made["uid"])
        await app.done("POST", "/sapi/v1/bnbBurn", spotBNBBurn="true")


@pytest.mark.parametrize(
    ("bnb", "words", "line"),
    [
        ("1", "/buy btc 0.01 @ 60000", "Fee about 0.0000075 BTC, paid in BNB with its discount"),
        ("0.00001", "/buy btc 0.01 @ 60000",
         "Fee about 0.00001 BTC, in full: your BNB does not cover it"),
        ("0", "/sell btc 0.01 @ 99000", "Fee about 0.99 USDT, in full: your BNB does not cover it"),
        ("0.1", "/sell bnb all @ 1000", "Fee about 0.1 USDT, in full: your BNB does not cover it"),
    ],
)  # fmt: skip
async def test_the_fee_is_told_in_full_where_there_is_too_little_bnb_for_it(
    world: World, alice: Person, bnb: str, words: str, line: str
) -> None:
    await paying_in_bnb(world, alice, bnb)

    assert line in (await alice.says(words))["text"].splitlines()


async def test_what_a_bracket_sells_again_leaves_the_full_fee_though_bnb_may_pay(
    world: World, alice: Person
) -> None:
    await paying_in_bnb(world, alice, "0")

    asked = await alice.says("/bracket btc 0.011 @ 60000 tp 75000 sl 55000")

    assert "SELL 0.01098 BTC" in asked["text"]
