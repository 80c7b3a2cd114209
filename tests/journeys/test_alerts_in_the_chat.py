import pytest
from world import Person, World


async def test_an_alert_fires_the_moment_its_price_is_crossed(world: World, alice: Person) -> None:
    armed = await alice.says("/alert BTCUSDT > 80000")
    assert "I will tell you when BTCUSDT trades above 80,000" in armed["text"]

    await world.price("BTCUSDT", "80001")

    fired = await alice.reads("🔔 BTCUSDT > 80,000")
    assert "80,001" in fired["text"]
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_below_works_as_well(world: World, alice: Person) -> None:
    await alice.says("/alert eth<1000")

    await world.price("ETHUSDT", "999")

    assert "999" in (await alice.reads("🔔 ETHUSDT < 1,000"))["text"]


async def test_what_is_true_already_is_said_and_fires(alice: Person) -> None:
    armed = await alice.says("/alert btc > 1")

    assert "fire at once" in armed["text"]
    await alice.reads("🔔 BTCUSDT > 1")


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


async def test_alerts_are_listed_nearest_first_and_deleted(alice: Person) -> None:
    await alice.says("/alert btc > 500000")
    await alice.says("/alert btc > 90000")
    listed = await alice.says("/alerts")
    lines = listed["text"].splitlines()
    assert lines[1].startswith("BTCUSDT > 90,000")
    assert lines[2].startswith("BTCUSDT > 500,000")

    await alice.taps(listed, "BTCUSDT > 90,000")

    await alice.reads("Deleted: BTCUSDT > 90,000")


async def test_each_sees_only_their_own_alerts(alice: Person, bob: Person) -> None:
    await alice.says("/alert btc > 90000")

    assert "No alerts wait" in (await bob.says("/alerts"))["text"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("/alert btc", "/alert BTCUSDT > 70000"),
        ("/alert btc > 1e9", "plain digits"),
        ("/alert btc >> 5", "/alert BTCUSDT > 70000"),
        ("/alert nosuchcoin > 5", "no symbol"),
        ("/alert btc > 70.000,5", "plain digits"),
    ],
)
async def test_wrong_alerts_get_one_clear_line(alice: Person, written: str, told: str) -> None:
    assert told in (await alice.says(written))["text"]
    assert "No alerts wait" in (await alice.says("/alerts"))["text"]


async def test_somebody_elses_alert_cannot_be_deleted(alice: Person, bob: Person) -> None:
    armed = await alice.says("/alert btc > 90000")
    (data,) = [
        b["callback_data"] for row in armed["keyboard"] for b in row if "Delete" in b["text"]
    ]
    greeting = await bob.says("/start")

    await bob.forges(greeting, data)
    await bob.reads("gone already")

    assert "90,000" in (await alice.says("/alerts"))["text"]
