"""Positions in futures, from the words in the chat to what the exchange holds."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from futures_chat import (
    ALGO,
    LEVERAGE,
    ORDER,
    Funded,
    buys,
    ends,
    entered,
    eventually,
    held,
    leverage,
    mark,
    question,
    waiting,
)
from world import Message, Person, World

from tests.sandbox.exchange.conftest import Trader

SETTINGS = "/fapi/v1/symbolConfig"
LOST = "Unknown error, please check your request or try again later."


async def test_a_position_is_opened_with_its_leverage_its_stop_and_its_target(
    alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    target, stop = round(now * Decimal("1.1")), round(now * Decimal("0.9"))

    asked = await question(alice, f"/long btc 0.02 x3 tp {target} sl {stop}")
    assert "They are placed as soon as the order has filled, and close the" in asked["text"]

    text = asked["text"]
    assert "LONG 0.02 BTCUSDT at market?" in text
    assert "Leverage 3x instead of 20x, cross. It is set first" in text
    assert "Order book: best price" in text
    assert f"Target {target:,}: +" in text
    assert f"Stop {stop:,}: -" in text
    assert "Funding " in text
    assert "Fee about " in text
    assert "SANDBOX" in text
    assert await leverage(trader) == 20
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY 0.02 BTCUSDT at market")
    await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT")
    await eventually(
        lambda: waiting(trader),
        [("STOP_MARKET", "SELL", True), ("TAKE_PROFIT_MARKET", "SELL", True)],
    )
    assert await leverage(trader) == 3
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.020"}


async def test_the_liquidation_price_that_is_foretold_is_about_the_one_that_comes(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=5)
    asked = await question(alice, "/long btc 0.2")

    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY 0.2 BTCUSDT at market")

    assert await _error_foretelling_liquidation(asked, trader) < Decimal("0.002")


async def test_the_liquidation_price_of_a_position_that_is_turned_round_counts_its_loss(
    world: World, alice: Person, trader: Trader
) -> None:
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=5)
    await buys(trader, "BTCUSDT", "0.1")
    await world.price("BTCUSDT", str(round(await mark(trader) * Decimal("0.94"))))
    asked = await question(alice, "/short btc 0.2")
    assert "You hold LONG 0.1 BTC: this turns it around." in asked["text"]

    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.2 BTCUSDT at market")

    assert await _error_foretelling_liquidation(asked, trader) < Decimal("0.002")


async def _error_foretelling_liquidation(asked: Message, trader: Trader) -> Decimal:
    """By what share the price in the question is off what Binance shows for the position."""
    foretold = _number(r"Liquidation at about ([\d,.]+), ", asked)
    price = _number(r"^0\.\d BTC at about ([\d,.]+) = ", asked)
    (row,) = await trader.done("GET", "/fapi/v3/positionRisk", symbol="BTCUSDT")
    meanwhile = Decimal(row["entryPrice"]) - price  # the market went on while it was confirmed
    liquidation = Decimal(row["liquidationPrice"]) - meanwhile
    return abs(liquidation / foretold - 1)


def _number(pattern: str, message: Message) -> Decimal:
    (found,) = re.findall(pattern, message["text"], re.MULTILINE)
    return Decimal(found.replace(",", ""))


async def test_the_stop_of_a_limit_follows_once_that_has_filled(
    world: World, alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    price, stop = round(now * Decimal("0.97")), round(now * Decimal("0.9"))
    asked = await question(alice, f"/long btc $2000 @ {price} x5 sl {stop}")
    assert "as soon as the order has filled" in asked["text"]

    await alice.taps(asked, "Confirm")

    await alice.reads("Waiting in the book")
    (order,) = await trader.done("GET", "/fapi/v1/openOrders")
    assert (order["type"], order["side"], int(Decimal(order["price"]))) == ("LIMIT", "BUY", price)
    assert await waiting(trader) == []
    await world.price("BTCUSDT", str(round(now * Decimal("0.96"))))
    await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT")
    assert await waiting(trader) == [("STOP_MARKET", "SELL", True)]


async def test_a_target_may_lie_between_an_entry_that_waits_and_the_market(
    world: World, alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    price, target, stop = (round(now * Decimal(by)) for by in ("0.96", "0.98", "0.93"))
    asked = await question(alice, f"/long btc 0.01 @ {price} x5 tp {target} sl {stop}")
    assert f"Target {target:,}: +" in asked["text"]

    await alice.taps(asked, "Confirm")
    await alice.reads("Waiting in the book")
    assert await waiting(trader) == []
    await world.price("BTCUSDT", str(price - 50))

    await eventually(
        lambda: waiting(trader),
        [("STOP_MARKET", "SELL", True), ("TAKE_PROFIT_MARKET", "SELL", True)],
    )


async def test_a_position_whose_stop_binance_does_not_take_yet_is_told_and_gets_it_later(
    world: World, alice: Person, trader: Trader
) -> None:
    stop = round(await mark(trader) * Decimal("0.9"))
    asked = await question(alice, f"/long btc 0.02 x3 sl {stop}")
    await world.fault("status", path=ALGO, method="POST", status=503, code=-1001,
                      msg="Service Unavailable.", times=4)  # fmt: skip

    await alice.taps(asked, "Confirm")

    told = await alice.reads("Your position in BTCUSDT has NO STOP yet.")
    assert [one["text"] for row in told["keyboard"] for one in row] == ["📊 Positions"]
    await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT")
    assert await waiting(trader) == [("STOP_MARKET", "SELL", True)]


async def test_a_stop_that_was_told_anew_says_that_it_was_triggered(
    world: World, alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    stop = round(now * Decimal("0.9"))
    asked = await question(alice, f"/long btc 0.02 x3 sl {stop}")
    assert "It is placed as soon as the order has filled, and closes the whole" in asked["text"]
    await alice.taps(asked, "Confirm")
    waiting_for = await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT")

    await world.price("BTCUSDT", str(round(now * Decimal("0.89"))))

    told = await alice.reads("Triggered: SELL the whole position of BTCUSDT")
    assert told["message_id"] == waiting_for["message_id"]
    assert [one["text"] for row in told["keyboard"] for one in row] == ["📊 Positions"]


async def test_the_stop_of_a_limit_that_is_cancelled_is_called_off(
    alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    price, stop = round(now * Decimal("0.95")), round(now * Decimal("0.9"))
    asked = await question(alice, f"/long btc $2000 @ {price} x5 sl {stop}")
    await alice.taps(asked, "Confirm")
    told = await alice.reads("Waiting in the book")

    await alice.taps(told, "Cancel order")

    await alice.reads("Not placed: SELL the whole position of BTCUSDT")
    assert await waiting(trader) == []
    await alice.sees(
        lambda one: one["message_id"] == told["message_id"] and "Cancelled: BUY " in one["text"]
    )


async def test_a_stop_behind_a_limit_goes_on_with_a_new_key_of_the_account(
    world: World, alice: Person, trader: Trader
) -> None:
    now = await mark(trader)
    price, stop = round(now * Decimal("0.97")), round(now * Decimal("0.9"))
    await alice.taps(await question(alice, f"/long btc $2000 @ {price} x5 sl {stop}"), "Confirm")
    await alice.reads("Waiting in the book")

    await alice.connects(uid=trader.uid, permissions={"enableFutures": True})

    await world.price("BTCUSDT", str(round(now * Decimal("0.96"))))
    await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT")
    assert await waiting(trader) == [("STOP_MARKET", "SELL", True)]


async def test_a_key_that_a_stop_waits_for_is_not_forgotten(alice: Person, trader: Trader) -> None:
    now = await mark(trader)
    price, stop = round(now * Decimal("0.97")), round(now * Decimal("0.9"))
    await alice.taps(await question(alice, f"/long btc $2000 @ {price} x5 sl {stop}"), "Confirm")
    told = await alice.reads("Waiting in the book")

    asked = await alice.says("/delkey")
    await alice.taps(asked, "Confirm")

    await alice.reads("A stop or target of yours in BTCUSDT waits for its order to fill")
    await alice.taps(told, "Cancel order")
    await alice.reads("Not placed: SELL the whole position of BTCUSDT")
    await alice.reads("BTCUSDT · USD-M")  # the answer to the tap, which names the market
    await alice.taps(await alice.says("/delkey"), "Confirm")
    await alice.reads("Forgotten")
    assert "No Binance account is connected" in (await alice.says("/account"))["text"]


async def test_a_stop_is_not_placed_when_its_entry_was_refused(
    world: World, alice: Person, trader: Trader
) -> None:
    stop = round(await mark(trader) * Decimal("0.9"))
    asked = await question(alice, f"/long btc 0.01 x5 sl {stop}")
    await world.fault("status", path=ORDER, method="POST", status=400, code=-2019,
                      msg="Margin is insufficient.")  # fmt: skip

    await alice.taps(asked, "Confirm")

    await alice.reads("Not executed: BUY 0.01 BTCUSDT")
    await alice.reads("Not placed: SELL the whole position of BTCUSDT")
    assert await waiting(trader) == []


async def test_reducing_never_opens_anything(alice: Person, trader: Trader) -> None:
    nothing = await alice.says("/short btc 0.01 reduce")
    assert "you hold no LONG position in BTCUSDT" in nothing["text"]
    await buys(trader, "BTCUSDT", "0.02")
    await alice.writes("/short btc 1 reduce")
    await alice.hears("0.02 BTC: more cannot be closed")

    asked = await question(alice, "/short btc 0.005 reduce")
    assert "SELL 0.005 BTCUSDT at market (only reduces)?" in asked["text"]
    assert "You hold LONG 0.02 BTC: this makes it smaller." in asked["text"]
    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: SELL 0.005 BTCUSDT at market (only reduces)")
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.015"}


async def test_in_hedge_mode_both_sides_are_held_and_closed_by_name(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    await alice.taps(await question(alice, "/long btc 0.02 x5"), "Confirm")
    await alice.reads("Filled: BUY 0.02 BTCUSDT at market (opens long)")
    stop = round(await mark(trader) * Decimal("1.1"))
    await alice.taps(await question(alice, f"/short btc 0.01 x5 sl {stop}"), "Confirm")
    await alice.reads("Filled: SELL 0.01 BTCUSDT at market (opens short)")
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "BUY", True)])
    both = {("BTCUSDT", "LONG"): "0.020", ("BTCUSDT", "SHORT"): "-0.010"}
    assert await held(trader) == both

    await alice.taps(await question(alice, "/short btc 0.005 reduce"), "Confirm")
    await alice.reads("Filled: SELL 0.005 BTCUSDT at market (closes long)")
    await alice.writes("/close btc 0.001")
    await alice.hears("/close BTCUSDT long")
    await alice.taps(await question(alice, "/close btc 50% short"), "Confirm")
    await alice.reads("Filled: BUY 0.005 BTCUSDT at market (closes short)")

    left = {("BTCUSDT", "LONG"): "0.015", ("BTCUSDT", "SHORT"): "-0.005"}
    assert await held(trader) == left


async def test_positions_are_shown_and_closed_by_their_buttons(
    alice: Person, trader: Trader
) -> None:
    assert "No positions" in (await alice.says("/positions"))["text"]
    await buys(trader, "BTCUSDT", "0.05")
    await buys(trader, "BTCUSD_PERP", "3")

    shown = await question(alice, "/positions")

    text = shown["text"]
    assert "BTCUSDT LONG · USD-M · 20x · cross" in text
    assert "0.05 BTC at " in text
    assert "PnL " in text
    assert "BTCUSD_PERP LONG · COIN-M" in text
    assert "3 contracts (300 USD)" in text
    assert "Funding " in text
    labels = [[one["text"] for one in row] for row in shown["keyboard"]]
    assert ["✖ BTCUSDT", "½", "TP", "SL", "🔔"] in labels
    assert ["✖ BTCUSD_PERP", "½"] in labels
    await alice.taps(shown, "½")
    asked = await alice.reads("Close 0.025 BTC of BTCUSDT LONG at market?")
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 0.025 BTCUSDT at market (only reduces)")
    await alice.taps(shown, "✖ BTCUSD_PERP")
    asked = await alice.reads("Close 3 contracts (300 USD) of BTCUSD_PERP LONG at market?")
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: SELL 3 contracts of BTCUSD_PERP at market (only reduces)")
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.025"}


async def test_positions_tell_their_margin_and_what_waits_to_end_them(
    world: World, alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    await buys(trader, "BTCUSDT", "0.05")
    await buys(trader, "ETHUSDT", "0.5")
    await buys(trader, "BTCUSD_PERP", "3")
    now = await mark(trader)
    stop, target = round(now * Decimal("0.9")), round(now * Decimal("1.1"))
    await ends(trader, "STOP_MARKET", stop)
    await ends(trader, "TAKE_PROFIT_MARKET", target)

    shown = (await question(alice, "/positions"))["text"]

    (row,) = await trader.done("GET", "/fapi/v3/positionRisk", symbol="BTCUSDT")
    line = next(one for one in shown.splitlines() if one.startswith("Margin "))
    told = Decimal(line.split()[1].replace(",", ""))
    assert abs(told / Decimal(row["isolatedMargin"]) - 1) < Decimal("0.05")
    assert f"🛑 Stop {stop:,} · 🎯 Target {target:,}" in shown
    assert shown.count("⚠️ No stop") == 2
    await world.fault("status", path="/fapi/v1/openAlgoOrders", status=400, code=-4000, times=2,
                      msg="Something is wrong.")  # fmt: skip
    unread = (await question(alice, "/positions"))["text"]
    assert "BTCUSDT LONG" in unread
    assert unread.count("Its stops and targets could not be read.") == 2
    assert unread.count("No stop") == 1  # COIN-M did answer


async def test_a_target_is_set_by_buttons_and_a_second_one_refused(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.05")
    await alice.taps(await question(alice, "/positions"), "TP")
    await alice.taps(await alice.reads("for a profit, this far from"), "5%")
    asked = await alice.reads("Close BTCUSDT LONG later?")
    assert "Target " in asked["text"]
    assert "It closes the whole position, once the mark price gets there." in asked["text"]

    await alice.taps(asked, "Confirm")

    await alice.reads("Waiting for its price: SELL the whole position of BTCUSDT at market when")
    assert await waiting(trader) == [("TAKE_PROFIT_MARKET", "SELL", True)]
    await alice.writes("/close btc tp 999999")
    await alice.hears("closes the whole position waits already")


async def test_a_stop_that_liquidation_comes_before_is_warned_of(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.5")
    now = await mark(trader)

    far = await question(alice, f"/close btc sl {round(now * Decimal('0.7'))}")
    near = await question(alice, f"/close btc sl {round(now * Decimal('0.98'))}")

    assert "The stop lies beyond it: you would be liquidated first." in far["text"]
    assert "liquidated" not in near["text"]


async def test_a_stop_that_waits_is_named_before_it_can_close_the_next(
    alice: Person, trader: Trader
) -> None:
    stop = round(await mark(trader) * Decimal("0.9"))
    await ends(trader, "STOP_MARKET", stop)

    anew = await question(alice, "/long btc 0.01 x3")
    assert f"1 order waits already that closes the whole position, at {stop:,}" in anew["text"]
    short = await question(alice, "/short btc 0.01 x3")
    assert "waits already" not in short["text"]


async def test_an_amount_of_money_that_contracts_do_not_fill_is_explained(
    alice: Person, trader: Trader
) -> None:
    del trader
    little = await question(alice, "/long btc $100 x3")
    assert "That is what fits into 100.00: the contract comes in steps of 0.001." in little["text"]
    much = await question(alice, "/long btc $9000 x3")
    assert "fits into" not in much["text"]


async def test_an_example_of_a_stop_lies_on_its_side_of_the_market(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.05")
    await alice.taps(await question(alice, "/positions"), "SL")
    shown = await alice.reads("against a loss, this far from")

    price = Decimal(shown["text"].rsplit(maxsplit=1)[-1])

    assert price < await mark(trader)


async def test_all_positions_are_closed_with_one_question(
    world: World, alice: Person, trader: Trader
) -> None:
    for symbol, quantity in (("BTCUSDT", "0.05"), ("ETHUSDT", "0.5"), ("BTCUSD_PERP", "2")):
        await buys(trader, symbol, quantity)
    asked = await question(alice, "/close all")
    assert "Close all 3 positions?" in asked["text"]
    assert "reckoned by the mark price" in asked["text"]
    await world.fault("status", path=ORDER, method="POST", status=400, code=-2022,
                      msg="ReduceOnly Order is rejected.")  # fmt: skip

    await alice.taps(asked, "Confirm")

    await alice.reads("Not executed")
    await alice.reads("Filled: SELL 2 contracts of BTCUSD_PERP")
    await eventually(lambda: _count(trader), 1)  # what was refused, and nothing else


async def test_more_positions_than_twenty_are_closed_together(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    told = (await trader.http.get("/fapi/v1/exchangeInfo")).json()
    names = [one["symbol"] for one in told["symbols"] if one["symbol"].endswith("USDT")]
    for name in names:
        some = await _some(trader, name)
        await buys(trader, name, some, positionSide="LONG")
        await buys(trader, name, some, positionSide="SHORT", side="SELL")
    assert len(names) > 10, "so few say nothing"

    asked = await question(alice, "/close all")

    assert f"Close all {2 * len(names)} positions?" in asked["text"]
    assert all(f"{name} SHORT: " in asked["text"] for name in names)
    await alice.taps(asked, "Confirm")
    await eventually(lambda: held(trader), {})


async def _some(trader: Trader, symbol: str) -> str:
    """As much as is worth some 120 dollars, in its steps."""
    told = (await trader.http.get("/fapi/v1/exchangeInfo")).json()
    (info,) = [one for one in told["symbols"] if one["symbol"] == symbol]
    (lot,) = [one for one in info["filters"] if one["filterType"] == "LOT_SIZE"]
    step = Decimal(lot["stepSize"])
    return f"{Decimal(120) / await mark(trader, symbol) // step * step:f}"


async def _count(trader: Trader) -> int:
    return len(await held(trader))


async def test_an_answer_that_is_lost_is_found_and_its_stop_follows(
    world: World, alice: Person, trader: Trader
) -> None:
    stop = round(await mark(trader) * Decimal("0.9"))
    asked = await question(alice, f"/long btc 0.01 x5 sl {stop}")
    await world.fault("drop_after", path=ORDER, method="POST")

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY 0.01 BTCUSDT at market")
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.010"}


async def test_a_stop_without_an_answer_that_has_triggered_is_told_as_what_it_became(
    world: World, alice: Person, trader: Trader
) -> None:
    """Binance may say of a conditional order that is over that there is none."""
    world.plan = replace(world.plan, grace=timedelta(seconds=15))  # it triggers before the deadline
    await world.restart()
    await buys(trader, "BTCUSDT", "0.02")
    now = round(await mark(trader))
    asked = await question(alice, f"/close btc sl {now - 2000}")
    await world.fault("drop_after", path=ALGO, method="POST")
    denied = {"status": 400, "code": -2013, "msg": "Order does not exist."}
    await world.fault("status", path=ALGO, method="GET", times=1000, **denied)

    await alice.taps(asked, "Confirm")
    await alice.reads("Status unknown: SELL the whole position")
    await world.price("BTCUSDT", str(now - 3000))

    told = await alice.reads("Filled: SELL the whole position of BTCUSDT")
    assert told["message_id"] == asked["message_id"]
    assert await held(trader) == {}


async def test_a_leverage_of_which_no_answer_came_is_looked_at(
    world: World, alice: Person, trader: Trader
) -> None:
    asked = await question(alice, "/long btc 0.01 x4")
    await world.fault("drop_after", path=LEVERAGE, method="POST")

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY 0.01 BTCUSDT at market")
    assert await leverage(trader) == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/leverage btc 4", "The leverage of BTCUSDT is 4x now"),
        ("/margintype btc isolated", "The margin of BTCUSDT is isolated now"),
    ],
)
async def test_whether_a_setting_was_changed_is_asked_until_binance_tells(
    world: World, alice: Person, trader: Trader, words: str, told: str
) -> None:
    asked = await question(alice, words)
    for path in (LEVERAGE, "/fapi/v1/marginType"):
        await world.fault("drop_after", path=path, method="POST")
    await world.fault("status", path=SETTINGS, method="GET", status=503, msg=LOST, times=3)

    await alice.taps(asked, "Confirm")

    found = await alice.reads(told)
    assert found["message_id"] == asked["message_id"]
    assert not [one for one in await alice.chat() if "was not changed" in one.get("text", "")]


async def test_an_order_whose_leverage_is_in_doubt_is_not_sent_and_the_doubt_is_resolved(
    world: World, alice: Person, trader: Trader
) -> None:
    asked = await question(alice, "/long btc 0.01 x4")
    await world.fault("drop_after", path=LEVERAGE, method="POST")
    await world.fault("status", path=SETTINGS, method="GET", status=503, msg=LOST, times=6)

    await alice.taps(asked, "Confirm")

    told = await alice.reads("The leverage of BTCUSDT is 4x now")
    assert "Nothing was ordered" in told["text"]
    assert await held(trader) == {}
    assert not [one for one in await alice.chat() if "could not be set" in one.get("text", "")]


async def test_without_its_leverage_nothing_is_ordered(
    world: World, alice: Person, trader: Trader
) -> None:
    asked = await question(alice, "/long btc 0.01 x4")
    no = {"status": 400, "code": -4028, "msg": "Leverage 4 is not valid", "execute": False}
    await world.fault("status", path=LEVERAGE, method="POST", **no)

    await alice.taps(asked, "Confirm")

    told = await alice.reads("Nothing was ordered, because the leverage of BTCUSDT could not be")
    assert "set to 4x: this contract does not take such a leverage." in told["text"]
    assert await held(trader) == {}
    assert await leverage(trader) == 20


async def test_a_leverage_that_never_came_through_is_called_so_once_it_cannot_any_more(
    world: World, alice: Person, trader: Trader
) -> None:
    asked = await question(alice, "/long btc 0.01 x4")
    await world.fault("status", path=LEVERAGE, method="POST", status=503, execute=False, msg=LOST)

    await alice.taps(asked, "Confirm")

    told = await alice.reads("The leverage of BTCUSDT is not 4x: it was not changed")
    assert "Nothing was ordered. Ask anew if you still want it." in told["text"]
    assert await held(trader) == {}
    assert await leverage(trader) == 20


async def test_a_guard_refuses_the_leverage_before_anything_is_asked(
    alice: Person, trader: Trader
) -> None:
    for words in ("/long btc 0.01 x50", "/long btc 0.01", "/leverage btc 10"):
        told = (await alice.says(words))["text"]
        assert "your guard allows 5x" in told
        assert "/guards leverage" in told
    assert await held(trader) == {}
    assert await leverage(trader) == 20


async def test_leverage_raised_elsewhere_just_before_the_tap_is_noticed(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=5)
    asked = await question(alice, "/long btc 0.01")
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=50)

    await alice.taps(asked, "Confirm")

    told = await alice.reads("BTCUSDT would be traded with leverage 50x")
    assert "your guard allows 5x" in told["text"]
    assert await held(trader) == {}


async def test_a_leverage_that_was_named_holds_though_it_was_raised_elsewhere_before_the_tap(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=3)
    asked = await question(alice, "/long btc 0.01 x3")
    assert "Leverage 3x, cross" in asked["text"]
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=5)  # the guard allows that

    await alice.taps(asked, "Confirm")

    await alice.reads("Filled: BUY 0.01 BTCUSDT at market")
    assert await leverage(trader) == 3


async def test_in_dry_run_the_question_says_before_the_tap_that_nothing_is_sent(
    world: World, alice: Person, trader: Trader
) -> None:
    dry = "Dry run is on: nothing will be sent."
    await buys(trader, "BTCUSDT", "0.002")
    await alice.taps(await alice.says("/sell btc 0.01 @ 99000"), "Confirm")
    await alice.reads("Waiting in the book")
    (order,) = await world.orders()
    assert dry not in (await question(alice, "/long btc 0.002 x5"))["text"]

    await alice.taps(await alice.says("/guards dry on"), "Yes")
    await alice.reads("It holds from now on")

    change = f"/change {order['orderId']} 0.005"
    for words in ("/long btc 0.002 x5", "/close btc", "/buy btc $50", change):
        assert dry in (await question(alice, words))["text"]


async def test_in_dry_run_neither_leverage_nor_margin_type_is_changed(
    alice: Person, trader: Trader
) -> None:
    asked_before = await question(alice, "/leverage btc 3")
    await alice.taps(await alice.says("/guards dry on"), "Yes")
    await alice.reads("It holds from now on")

    for words, told in (
        ("/leverage btc 4", "leverage of BTCUSDT: 4x"),
        ("/margintype btc isolated", "margin of BTCUSDT: isolated"),
    ):
        asked = await question(alice, words)
        assert "Dry run is on: nothing will be sent." in asked["text"]
        await alice.taps(asked, "Confirm")
        tried = await alice.reads(f"Dry run, nothing was sent: {told}")
        assert "passes all checks of mine" in tried["text"]
        assert (tried["message_id"], tried["keyboard"]) == (asked["message_id"], [])
    await alice.taps(asked_before, "Confirm")
    await alice.reads("Dry run, nothing was sent: leverage of BTCUSDT: 3x")
    await alice.taps(await question(alice, "/long btc 0.01 x5"), "Confirm")
    tried = await alice.reads("Dry run, nothing was sent: BUY 0.01 BTCUSDT")
    assert "the leverage of BTCUSDT would have been set to 5x" in tried["text"]

    (now,) = await trader.done("GET", "/fapi/v1/symbolConfig", symbol="BTCUSDT")
    assert (now["leverage"], now["marginType"]) == (20, "CROSSED")
    assert await held(trader) == {}


async def test_leverage_and_margin_type_are_asked_about_and_set_once(
    alice: Person, trader: Trader
) -> None:
    asked = await question(alice, "/leverage btc 4")
    assert "Leverage of BTCUSDT: 4x instead of 20x?" in asked["text"]
    assert await leverage(trader) == 20
    await alice.taps(asked, "Confirm")
    await alice.reads("The leverage of BTCUSDT is 4x now")
    assert await leverage(trader) == 4
    assert "is 4x already" in (await alice.says("/leverage btc x4"))["text"]
    answered = await alice.forges(asked, asked["keyboard"][0][0]["callback_data"])
    assert "expired" in answered["answered"]

    asked = await question(alice, "/margintype btc isolated")
    await alice.taps(asked, "Confirm")
    await alice.reads("The margin of BTCUSDT is isolated now")
    await buys(trader, "BTCUSDT", "0.01")
    asked = await question(alice, "/margintype btc cross")
    await alice.taps(asked, "Confirm")
    refused = await alice.reads("was not changed: there is a position in it. Close it first")
    assert refused["message_id"] == asked["message_id"]
    assert not refused["keyboard"]


async def test_a_position_is_closed_in_part_by_an_order_that_waits(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    now = await mark(trader)
    price = round(now * Decimal("1.01"))

    asked = await question(alice, f"/close btc 50% @ {price}")

    text = asked["text"]
    assert f"Close 0.01 BTC of BTCUSDT LONG at {price:,}?" in text
    gain = (price - await entered(trader)) * Decimal("0.01")
    assert f"At {price:,}: +{gain:.2f} USDT before fees" in text
    assert "It waits in the book until somebody takes it, and can only reduce." in text
    assert "It leaves 0.01 BTC." in text
    assert "Stops and targets of the position stay meanwhile." in text
    await alice.taps(asked, "Confirm")
    await alice.reads(f"Waiting in the book: SELL 0.01 BTCUSDT at {price:,} (only reduces)")
    (order,) = await trader.done("GET", "/fapi/v1/openOrders")
    assert (order["type"], order["timeInForce"], order["reduceOnly"]) == ("LIMIT", "GTC", True)
    await world.price("BTCUSDT", str(price + 200))
    await eventually(lambda: held(trader), {("BTCUSDT", "BOTH"): "0.010"})


async def test_what_was_bought_elsewhere_right_before_it_is_closed_here_is_told(
    alice: Person, trader: Trader
) -> None:
    """Her account may not be followed yet, as it was connected a moment ago."""
    await buys(trader, "BTCUSDT", "0.02")

    await alice.taps(await question(alice, "/close btc"), "Confirm")

    told = await alice.reads("Filled: BUY BTCUSDT")
    assert "0.02 at " in told["text"]
    assert await held(trader) == {}


async def test_an_order_that_waits_to_close_is_shown_and_ends_with_its_position(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    await alice.reads("Filled: BUY BTCUSDT")
    price = round(await mark(trader) * Decimal("1.04"))
    await alice.taps(await question(alice, f"/close btc 50% @ {price}"), "Confirm")
    await alice.reads("Waiting in the book")
    shown = (await question(alice, "/positions"))["text"]
    assert f"⏳ Waits to close: 0.01 BTC at {price:,}" in shown
    assert "No stop" in shown
    part = await question(alice, "/close btc 50%")
    assert "by itself" not in part["text"]
    await buys(trader, "ETHUSDT", "0.5")
    both = await question(alice, "/close all")
    assert "1 order that waits in the book to close one of them then ends" in both["text"]

    asked = await question(alice, "/close btc")

    assert "1 order that waits in the book to close it then ends by itself." in asked["text"]
    await alice.taps(asked, "Confirm")
    told = (await alice.reads("Nothing is left to reduce: SELL BTCUSDT"))["text"]
    assert "there is no such position any more" in told
    assert "was filled" not in told
    assert await trader.done("GET", "/fapi/v1/openOrders") == []


async def test_a_price_that_is_there_already_is_said_before_it_fills(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    losing = round(await mark(trader) * Decimal("0.99"))
    maker = await question(alice, f"/close btc @ {losing} post")
    assert "This would trade at once, so Binance will refuse it as a maker." in maker["text"]

    asked = await question(alice, f"/close btc @ {losing}")

    at, slippage = _at_once(asked["text"])
    assert losing < at < await mark(trader) * Decimal("1.005")
    assert slippage < 1
    loss = (losing - await entered(trader)) * Decimal("0.02")
    assert f"At {losing:,}: {loss:.2f} USDT before fees" in asked["text"]
    assert "Nothing is left of it then." in asked["text"]
    await alice.taps(asked, "Confirm")
    await eventually(lambda: held(trader), {})


def _at_once(text: str) -> tuple[Decimal, Decimal]:
    """Read at which average price it fills, and the percent that this is worse than the best."""
    (line,) = [one for one in text.splitlines() if "This fills at once" in one]
    told = re.fullmatch(
        r"⚠️ This fills at once, at about ([\d,.]+) by the order book, slippage ([\d.]+)%\.", line
    )
    assert told is not None, line
    return Decimal(told[1].replace(",", "")), Decimal(told[2])


async def test_an_entry_beyond_the_best_offer_says_at_what_price_it_fills(
    alice: Person, trader: Trader
) -> None:
    high = round(await mark(trader) * Decimal("1.02"))
    maker = await question(alice, f"/long btc 0.01 @ {high} x5 post")
    assert "This would trade at once, so Binance will refuse it as a maker." in maker["text"]

    asked = await question(alice, f"/long btc 0.01 @ {high} x5")

    at, slippage = _at_once(asked["text"])
    assert await mark(trader) * Decimal("0.995") < at < high
    assert slippage < 1
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY 0.01 BTCUSDT at")
    assert abs(await entered(trader) / at - 1) < Decimal("0.005")


async def test_in_hedge_mode_a_side_is_closed_at_its_price(alice: Person, trader: Trader) -> None:
    await trader.done("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")
    await buys(trader, "BTCUSDT", "0.02", positionSide="LONG")
    await buys(trader, "BTCUSDT", "0.02", positionSide="SHORT", side="SELL")
    price = round(await mark(trader) * Decimal("0.95"))
    assert "Say which" in (await alice.says(f"/close btc @ {price}"))["text"]

    asked = await question(alice, f"/close btc @ {price} short")
    await alice.taps(asked, "Confirm")

    await alice.reads(f"Waiting in the book: BUY 0.02 BTCUSDT at {price:,} (closes short)")
    (order,) = await trader.done("GET", "/fapi/v1/openOrders")
    assert (order["positionSide"], order["side"]) == ("SHORT", "BUY")


async def test_coins_are_closed_at_a_price_as_well_and_crumbs_are_refused(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSD_PERP", "3")
    await buys(trader, "BTCUSDT", "0.001")
    price = round(await mark(trader, "BTCUSDT") * Decimal("1.05"))
    crumbs = (await alice.says(f"/close btc 50% @ {price}"))["text"]
    assert "Too little: BTCUSDT takes 0.001 BTC or more (LOT_SIZE)" in crumbs
    assert "PRICE_FILTER" in (await alice.says(f"/close btc @ {price}.05"))["text"]

    asked = await question(alice, f"/close btcusd 2 @ {price}")

    assert f"Close 2 contracts (200 USD) of BTCUSD_PERP LONG at {price:,}?" in asked["text"]
    gain = (1 / await entered(trader, "BTCUSD_PERP") - 1 / Decimal(price)) * 200
    assert f"At {price:,}: +{gain:.8f}".rstrip("0") in asked["text"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Waiting in the book: SELL 2 contracts of BTCUSD_PERP at")
    assert len(await trader.done("GET", "/dapi/v1/openOrders")) == 1


WRONG = [
    ("/long btc", "/long BTCUSDT $100 x3"),
    ("/long nosuch $100", "no futures contract “nosuch”"),
    ("/long btc 0.0001 x5", "0.001 BTC or more (LOT_SIZE)"),
    ("/long btc $5 x5", "0.001 BTC would do, about "),
    ("/long eth 0.001 x5", "20 USDT or more (MIN_NOTIONAL)"),
    ("/long btc 0.01 @ 60000.05 x5", "steps of 0.1 (PRICE_FILTER): 60,000 would do"),
    ("/long btc 0.01 @ 999999 x5", "too high (PERCENT_PRICE)"),
    ("/long btc 5 x5", "Not enough margin"),
    ("/long btc 0.01 x500", "takes a leverage of 125x at most"),
    ("/long btc 0.01 x5 tp 1000", "target at 1,000 would trigger at once"),
    ("/short btc 0.01 x5 sl 1000", "stop at 1,000 would trigger at once"),
    ("/close btc", "You hold no such position in BTCUSDT"),
    ("/close btc 50% @ 68000 x3", "do not understand “x” here"),
    ("/close all", "You hold no positions"),
    ("/leverage btc many", "do not understand “many”"),
    ("/margintype btc both", "do not understand “both”"),
]


async def test_wrong_input_gets_one_clear_line_and_nothing_happens(
    alice: Person, trader: Trader
) -> None:
    for written, told in WRONG:
        answer = (await alice.says(written))["text"]
        assert told in answer, f"{written}: {answer}"
        assert "\n" not in answer, answer
    assert await held(trader) == {}


async def test_two_people_have_positions_of_their_own(
    alice: Person, bob: Person, trader: Trader, funded: Funded
) -> None:
    others = await funded(bob)
    asked = await question(alice, "/long btc 0.01 x5")
    ticket = asked["keyboard"][0][0]["callback_data"]
    greeting = await bob.says("/start")

    answered = await bob.forges(greeting, ticket)

    assert "not yours" in answered["answered"]
    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY 0.01 BTCUSDT at market")
    assert await held(trader) == {("BTCUSDT", "BOTH"): "0.010"}
    assert await held(others) == {}
    assert await leverage(others) == 20
    assert "No positions" in (await bob.says("/positions"))["text"]


async def test_five_taps_at_once_open_one_position(alice: Person, trader: Trader) -> None:
    asked = await question(alice, "/short btc 0.01 x5")

    await asyncio.gather(*(alice.taps(asked, "Confirm") for _ in range(5)))

    await alice.reads("Filled: SELL 0.01 BTCUSDT at market")
    assert await held(trader) == {("BTCUSDT", "BOTH"): "-0.010"}


async def test_a_key_without_the_right_to_futures_is_told_so(alice: Person) -> None:
    await alice.connects(balances={"USDT": "1000"}, permissions={"enableFutures": False})

    assert "Enable Futures" in (await alice.says("/long btc 0.01 x5"))["text"]
    asked = await alice.says("/leverage btc 5")
    await alice.taps(asked, "Confirm")
    await alice.sees(
        lambda one: one["message_id"] == asked["message_id"] and "Enable Futures" in one["text"]
    )


def fee_of(text: str) -> tuple[Decimal, str]:
    """How much it is said to be, and the rest of the line."""
    (line,) = [one for one in text.splitlines() if one.startswith("Fee about ")]
    amount, _, rest = line.removeprefix("Fee about ").partition(" ")
    return Decimal(amount), rest


async def test_the_fee_is_told_of_opening_and_of_closing_and_a_tenth_less_in_bnb(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/feeBurn", feeBurn="true")
    await buys(trader, "BTCUSDT", "0.02")
    price = round(await mark(trader) * Decimal("1.01"))

    opening = (await question(alice, "/long btc 0.02 x5"))["text"]
    closing = (await question(alice, "/close btc"))["text"]
    later = (await question(alice, f"/close btc @ {price}"))["text"]
    maker = (await question(alice, f"/close btc @ {price} post"))["text"]

    for text in (opening, closing, later, maker):
        assert fee_of(text)[1] == "USDT, paid in BNB with its discount"
    taken = price * Decimal("0.02") * Decimal("0.0005") * Decimal("0.9")
    assert abs(fee_of(later)[0] - taken) < Decimal("0.0001")
    assert abs(fee_of(maker)[0] - taken * 2 / 5) < Decimal("0.0001")
    for text in (opening, closing):
        assert abs(fee_of(text)[0] / taken - 1) < Decimal("0.05")


async def test_a_stop_is_set_though_its_fee_cannot_be_read(
    world: World, alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    price = round(await mark(trader) * Decimal("0.9"))
    await world.fault("status", path="/fapi/v1/commissionRate", status=503, times=1000)

    asked = await question(alice, f"/close btc sl {price}")

    (line,) = [one for one in asked["text"].splitlines() if one.startswith("🛑 Stop")]
    loss = (price - await entered(trader)) * Decimal("0.02")
    assert line == f"🛑 Stop {price:,}: {loss:,.2f} USDT before fees"
    await alice.taps(asked, "Confirm")
    await eventually(lambda: waiting(trader), [("STOP_MARKET", "SELL", True)])


async def test_closing_contracts_of_coins_tells_its_fee_in_coins(
    alice: Person, trader: Trader
) -> None:
    coins = {"symbol": "BTCUSD_PERP", "side": "BUY", "type": "MARKET", "quantity": "3"}
    await trader.done("POST", "/dapi/v1/order", **coins)

    text = (await question(alice, "/close btcusd_perp"))["text"]

    amount, rest = fee_of(text)
    assert rest == "BTC"
    now = await trader.http.get("/dapi/v1/premiumIndex", params={"symbol": "BTCUSD_PERP"})
    worth = 300 / Decimal(now.json()[0]["markPrice"])
    assert abs(amount / (worth * Decimal("0.0005")) - 1) < Decimal("0.01")


async def test_closing_all_positions_tells_their_fees_together_in_each_asset(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", "/fapi/v1/feeBurn", feeBurn="true")
    for symbol, quantity in (("BTCUSDT", "0.05"), ("ETHUSDT", "0.5"), ("BTCUSD_PERP", "2")):
        await buys(trader, symbol, quantity)

    text = (await question(alice, "/close all"))["text"]

    assert "At the market, before fees; none depends on another." in text
    dollars, coins = [one for one in text.splitlines() if one.startswith("Fees together about ")]
    assert dollars.endswith(" USDT, paid in BNB with its discount")
    bitcoin, ether = await mark(trader), await mark(trader, "ETHUSDT")
    worth = bitcoin * Decimal("0.05") + ether * Decimal("0.5")
    fees = worth * Decimal("0.0005") * Decimal("0.9")
    assert abs(Decimal(dollars.split()[3]) / fees - 1) < Decimal("0.01")
    assert coins.endswith(" BTC")
    assert abs(Decimal(coins.split()[3]) * bitcoin / 200 / Decimal("0.0005") - 1) < Decimal("0.01")


async def test_the_margin_that_is_free_afterwards_is_foretold(
    alice: Person, trader: Trader
) -> None:
    await trader.done("POST", LEVERAGE, symbol="BTCUSDT", leverage=5)
    asked = await question(alice, "/long btc 0.2")
    (line,) = [one for one in asked["text"].splitlines() if one.startswith("Free afterwards: ")]
    foretold = Decimal(line.split()[2].replace(",", ""))

    await alice.taps(asked, "Confirm")
    await alice.reads("Filled: BUY 0.2 BTCUSDT at market")

    wallet = await trader.done("GET", "/fapi/v3/account")
    free = Decimal(wallet["availableBalance"])
    moved = Decimal(wallet["totalUnrealizedProfit"])  # the market went on meanwhile
    assert abs(free - moved - foretold) < 5
    assert 2_000 < foretold < 2_500

    turned = await question(alice, "/short btc 0.1")
    assert "this makes it smaller" in turned["text"]
    assert "Free afterwards" not in turned["text"], "it frees some margin as well"


@pytest.mark.long
async def test_one_order_more_than_may_wait_in_a_contract_is_refused_beforehand(
    alice: Person, trader: Trader
) -> None:
    await buys(trader, "BTCUSDT", "0.02")
    low = round(await mark(trader) * Decimal("0.97"))
    resting = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    for price in range(low, low - 200, -1):
        await trader.done("POST", ORDER, **resting, quantity="0.002", price=str(price))

    await alice.writes(f"/long btc 0.002 @ {low} x5")
    opened = (await alice.hears("MAX_NUM_ORDERS"))["text"]
    await alice.writes(f"/close btc @ {low + 3000}")
    closed = (await alice.hears("MAX_NUM_ORDERS"))["text"]

    for told in (opened, closed):
        assert told == (
            "200 orders of this kind are open on BTCUSDT, and 200 may be (MAX_NUM_ORDERS). "
            "Cancel one first: /orders"
        )
