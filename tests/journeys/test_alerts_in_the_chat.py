from dataclasses import replace

import pytest
from world import Message, Person, World


async def test_an_alert_fires_the_moment_its_price_is_crossed(world: World, alice: Person) -> None:
    armed = await alice.says("/alert BTCUSDT > 80000")
    assert "I will tell you when BTCUSDT trades above 80,000" in armed["text"]

    await world.price("BTCUSDT", "80001")

    fired = await alice.reads("🔔 BTCUSDT > 80,000")
    assert "80,001" in fired["text"]
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_an_alert_that_is_crossed_while_the_bot_is_away_fires_late(
    world: World, alice: Person
) -> None:
    await alice.says("/alert btc > 80000")
    await world.stop()
    await world.price("BTCUSDT", "80500")
    await world.price("BTCUSDT", "60000")

    await world.start()

    assert "80,500" in (await alice.reads("🔔 BTCUSDT > 80,000"))["text"]


async def test_an_alert_that_is_crossed_while_the_stream_is_down_fires(
    world: World, alice: Person
) -> None:
    await alice.says("/alert btc > 80000")
    await world.fault("cut", path="/stream*")
    await world.price("BTCUSDT", "80500")
    await world.price("BTCUSDT", "60000")

    assert "80,500" in (await alice.reads("🔔 BTCUSDT > 80,000"))["text"]


async def test_an_alert_waits_while_telegram_fails(world: World, alice: Person) -> None:
    await alice.says("/alert btc > 80000")
    await world.telegram_fault("status", path="sendMessage", status=500, times=2)

    await world.price("BTCUSDT", "80500")

    assert "80,500" in (await alice.reads("🔔 BTCUSDT > 80,000"))["text"]


async def test_a_message_that_may_have_arrived_is_repeated_and_says_so(
    world: World, alice: Person
) -> None:
    await alice.says("/alert btc > 80000")
    await world.telegram_fault("drop_after", path="sendMessage")

    await world.price("BTCUSDT", "80500")

    repeated = await alice.reads("it may have reached you before")
    assert "🔔 BTCUSDT > 80,000" in repeated["text"]


# What to write, what it says it waits for, the price that brings it about, what it is told as.
KINDS = [
    ("btc > 80000", "BTCUSDT trades above 80,000", "BTCUSDT 80001", "BTCUSDT > 80,000"),
    ("eth below 1k", "ETHUSDT trades below 1,000", "ETHUSDT 999", "ETHUSDT < 1,000"),
    ("btc at least 80000", "80,000 or above", "BTCUSDT 80000", "BTCUSDT >= 80,000"),
    ("btc crosses 80000", "crosses 80,000", "BTCUSDT 80001", "BTCUSDT crosses 80,000"),
    ("sol +5% 1h", "SOLUSDT rises by 5% or more", "SOLUSDT 9999", "SOLUSDT +5% 1h"),
    ("eth down 3% in 15m", "falls by 3% or more", "ETHUSDT 99", "ETHUSDT -3% 15m"),
    ("btc moves 2% 5m", "up or down", "BTCUSDT 50000", "BTCUSDT moves 2% 5m"),
    ("bnb near low 24h 0.01%", "its lowest price", "BNBUSDT 90", "BNBUSDT near low 24h 0.01%"),
    ("sol/eth > 2", "divided by ETHUSDT is above 2", "SOLUSDT 19999", "SOLUSDT/ETHUSDT > 2"),
    (
        "btc > 80000 and eth < 9000", "above 80,000 and ETHUSDT trades below 9,000",
        "BTCUSDT 80001", "BTCUSDT > 80,000 and ETHUSDT < 9,000",
    ),
    (
        "btc rsi 14 1m live > 90", "the RSI 14 of BTCUSDT (1m candles, the open one too)",
        "BTCUSDT 99000", "BTCUSDT rsi 14 1m live > 90",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "waits", "price", "told"), KINDS)
async def test_each_kind_is_armed_and_fires(
    world: World, alice: Person, written: str, waits: str, price: str, told: str
) -> None:
    armed = await alice.says(f"/alert {written}")
    assert "I will tell you when" in armed["text"]
    assert waits in armed["text"]

    await world.price(*price.split())

    assert "Chart" in labels(await alice.reads(f"🔔 {told} · #"))


async def test_a_crossing_takes_a_price_on_the_other_side_first(
    world: World, alice: Person
) -> None:
    await world.price("BTCUSDT", "70000")
    await alice.says("/alert btc crosses up 60000")
    await world.price("BTCUSDT", "71000")
    await world.price("BTCUSDT", "59000")
    await world.price("BTCUSDT", "60500")

    assert "60,500" in (await alice.reads("🔔 BTCUSDT crosses up 60,000"))["text"]


async def test_averages_cross_when_the_open_candle_counts(world: World, alice: Person) -> None:
    await alice.says("/alert btc ema 2 crosses up ema 50 1m live")
    await world.price("BTCUSDT", "30000")
    while "now -" not in (await alice.says("/alerts"))["text"]:
        pass  # the candles' stream tells how an open one stands now and then only

    await world.price("BTCUSDT", "99000")

    fired = await alice.reads("🔔 BTCUSDT ema 2 crosses up ema 50")
    assert "1m live" in fired["text"]


SLOW = {
    "btc volume x5 15m": "the volume of BTCUSDT within 15 minutes",
    "new listing usdt": "a new symbol priced in USDT begins to trade",
    "btc funding > 1.5%": "the funding rate of BTCUSDT is above 1.5%",
    "btc rsi < 2": "the RSI 14 of BTCUSDT (1h candles) is below 2",
    "btc < sma 50 1d": "the close of BTCUSDT (1d candles)",
}
LISTED = [
    "BTCUSDT volume x5 15m", "new listing USDT", "BTCUSDT funding > 1.5%",
    "BTCUSDT rsi 14 1h < 2", "BTCUSDT < sma 50 1d",
]  # fmt: skip


async def test_what_takes_its_time_is_armed_and_listed(alice: Person) -> None:
    for written, waits in SLOW.items():
        assert waits in (await alice.says(f"/alert {written}"))["text"]

    listed = (await alice.says("/alerts"))["text"]

    assert [one for one in LISTED if one not in listed] == []


async def test_a_funding_rate_is_watched(alice: Person) -> None:
    await alice.writes("/alert btc funding > -2%")

    assert "BTCUSDT funding > -2%" in (await alice.reads("🔔 BTCUSDT"))["text"]


async def test_funding_is_of_perpetuals_only(alice: Person) -> None:
    answer = await alice.says("/alert btctry funding > 0.05%")

    assert "no USD-M perpetual “btctry”" in answer["text"]


async def test_without_the_futures_exchange_funding_is_not_refused_beforehand(
    world: World, alice: Person
) -> None:
    await world.fault("status", path="/fapi/v1/exchangeInfo", status=503, times=20)

    await alice.writes("/alert btc funding > 1.5%")

    armed = await alice.reads("the funding rate of BTCUSDT")
    assert "is above 1.5%" in armed["text"]


async def test_how_it_fires_is_said_and_so_it_does(world: World, alice: Person) -> None:
    armed = await alice.says(
        "/alert btc > 80000 every cooldown 2h until 2099-12-31 silent note sell half"
    )
    assert "at most once in 2 hours, until 2099-12-31 UTC, without a sound" in armed["text"]

    await world.price("BTCUSDT", "80001")

    assert "📝 sell half" in (await alice.reads("🔔 BTCUSDT > 80,000"))["text"]
    assert (await world.sent("🔔 <b>BTCUSDT"))["disable_notification"] in {True, "true"}
    assert "🔔 #" in (await alice.says("/alerts"))["text"]


async def test_that_it_is_true_already_is_said_before_it_fires(alice: Person) -> None:
    await alice.writes("/alert btc > 1")
    await alice.reads("🔔 BTCUSDT > 1")

    said = [one["text"] for one in await alice.chat() if one["from"] == "bot"]

    assert "so this will fire at once" in said[0]
    assert said[1].startswith("🔔 BTCUSDT > 1")


async def test_so_it_is_said_of_what_nobody_had_watched(alice: Person) -> None:
    await alice.writes("/alert btc rsi 14 1m live > 1")
    await alice.reads("🔔 BTCUSDT rsi")

    said = [one["text"] for one in await alice.chat() if one["from"] == "bot"]

    assert "so this will fire at once" in said[0]


async def test_each_sees_only_their_own_alerts(alice: Person, bob: Person) -> None:
    await alice.says("/alert btc > 90000")

    assert "No alerts wait" in (await bob.says("/alerts"))["text"]


WRONG = {
    "btc >": "/alert BTCUSDT > 70000",
    "btc > 1e9": "do not understand “1e9”",
    "btc >> 5": "/alert BTCUSDT > 5",
    "btc = 70000": "/alert BTCUSDT crosses 70000",
    "nosuchcoin > 5": "no symbol",
    "nosuchcoin": "no symbol",
    "btc > 70.000,5": "read differently",
    "btc > 70,000": "/alert btc > 70000",
    "btc 5% 1h": "/alert BTCUSDT +5% 1h",
    "btc moves 2": "/alert BTCUSDT moves 2% 5m",
    "btc rsi < 130": "goes from 1 to 99",
    "btc +5% 1M": "do not understand “1M”",
    "btc > 5 evry": "do not understand “evry”",
    "btc > 5 until 2020-01-01": "has passed",
    "btc > 5 note": "remind you of",
    "btc crosses 5 and eth crosses 6": "Only one of several",
    "btc > 5 once every": "do not go together",
    "new listing nosuch": "do not understand “nosuch”",
    "17 btc > 5": "gone already",
    "17 btc >": "/alert BTCUSDT > 70000",
    "#17": "gone already",
}


async def test_wrong_alerts_get_one_clear_line(world: World, alice: Person) -> None:
    unclear = {}
    for written, told in WRONG.items():
        answer = (await world.person().says(f"/alert {written}"))["text"]
        if told not in answer or len(answer.splitlines()) != 1:
            unclear[written] = answer

    assert unclear == {}
    await alice.says("/alert btc >")
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_alerts_are_for_the_private_chat(world: World, alice: Person) -> None:
    await alice.writes("/alert btc > 80000", chat_type="group")

    answer = await world.sent("only works in our private chat")
    assert int(answer["chat_id"]) != alice.id
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_after_a_restart_all_are_there_and_fire(world: World, alice: Person) -> None:
    await alice.says("/alert btc > 80000")
    await alice.writes("/alert btc > 80000 and eth > 9000")
    await alice.reads("ETHUSDT trades above 9,000")
    paused = await alice.says("/alert btc > 79000")
    await alice.taps(paused, "Pause")

    await world.restart()
    await world.price("BTCUSDT", "80001")
    await world.price("ETHUSDT", "9001")

    await alice.reads("🔔 BTCUSDT > 80,000 and ETHUSDT > 9,000")
    await alice.reads("🔔 BTCUSDT > 80,000 · #")
    listed = await alice.says("/alerts")
    assert "BTCUSDT > 79,000\npaused" in listed["text"]


async def test_the_administrator_sets_how_many_each_may_have(world: World, bob: Person) -> None:
    await world.stop()
    chief = world.person()
    world.plan = replace(world.plan, admins=frozenset({chief.id}))
    await world.start()

    assert "administrators" in (await bob.says("/alerts limit 1"))["text"]
    assert "up to 10000" in (await chief.says("/alerts limit many"))["text"]
    assert "may have 50" in (await chief.says("/alerts limit"))["text"]
    assert "may have 1 " in (await chief.says("/alerts limit 1"))["text"]

    await bob.says("/alert btc > 90000")
    assert "the most there may be" in (await bob.says("/alert btc > 91000"))["text"]


def labels(message: Message) -> str:
    return " ".join(button["text"] for row in message["keyboard"] for button in row)
