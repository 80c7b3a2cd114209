import asyncio
import re

import pytest
from world import PATIENCE, Person, World, looks


async def test_start_shows_where_one_is_and_what_to_do(alice: Person) -> None:
    answer = await alice.says("/start")

    labels = [button["text"] for row in answer["keyboard"] for button in row]
    assert "SANDBOX" in answer["text"]
    assert any("Connect account" in label for label in labels)


@pytest.mark.parametrize("written", ["/price btcusdt", "/price BTC", "/price BTC/USDT"])
async def test_a_price_is_found_however_the_symbol_is_written(alice: Person, written: str) -> None:
    answer = await alice.says(written)

    assert answer["text"].startswith("BTCUSDT ")


async def test_several_prices_come_in_one_answer(alice: Person) -> None:
    answer = await alice.says("/price btc eth sol")

    assert [line.split()[0] for line in answer["text"].splitlines()] == [
        "BTCUSDT",
        "ETHUSDT",
        "SOLUSDT",
    ]


async def test_the_price_follows_the_market_live(world: World, alice: Person) -> None:
    await alice.says("/price btc")
    await world.price("BTCUSDT", "71500")

    text = ""
    async with asyncio.timeout(PATIENCE):
        async for _ in looks():
            text = (await alice.says("/price btc"))["text"]
            if text.startswith("BTCUSDT  71,"):
                break

    assert text.startswith("BTCUSDT  71,")


@pytest.mark.parametrize(
    ("refused", "told"),
    [("message is too long", "too long for a message"), ("no such thing", "Something went wrong")],
)
async def test_an_answer_that_telegram_refuses_is_no_silence(
    world: World, alice: Person, refused: str, told: str
) -> None:
    await world.telegram_fault(
        "status", path="sendMessage", status=400, description=f"Bad Request: {refused}"
    )

    answer = await alice.says("/price btc")

    assert told in answer["text"]
    assert "othing was ordered unless I said so" in answer["text"]


async def test_an_unknown_symbol_is_met_with_the_nearest(alice: Person) -> None:
    answer = await alice.says("/price btcusd")

    assert "BTCUSDT" in answer["text"]
    assert "btcusd" in answer["text"]


async def test_the_last_24_hours(alice: Person) -> None:
    answer = await alice.says("/ticker eth")

    assert "last 24 hours" in answer["text"]
    assert "Low " in answer["text"]


async def test_one_price_comes_with_the_best_bid_and_ask(alice: Person) -> None:
    answer = await alice.says("/price eth")

    assert re.search(r"\nBid [\d,.]+ · Ask [\d,.]+$", answer["text"])
    assert "Bid" not in (await alice.says("/price btc eth"))["text"]


async def test_the_order_book_is_shown_and_refreshed_in_place(world: World, alice: Person) -> None:
    shown = await alice.says("/depth btc")
    assert "BTCUSDT · order book" in shown["text"]
    assert "Spread" in shown["text"]
    await world.price("BTCUSDT", "71500")

    for _ in range(50):
        await alice.taps(shown, "Refresh")
        changed = await alice.reads("BTCUSDT · order book")
        if "Bid 71," in changed["text"] and "Live" in changed["text"]:
            break
        await asyncio.sleep(0.05)

    assert "Bid 71," in changed["text"]
    assert "Live" in changed["text"]
    assert changed["message_id"] == shown["message_id"]


async def test_where_no_book_comes_a_snapshot_is_shown(world: World, alice: Person) -> None:
    await world.fault("delay", path="/api/v3/depth", seconds=3)

    shown = await alice.says("/depth eth")

    assert "ETHUSDT · order book" in shown["text"]
    assert "As it was at" in shown["text"]


async def test_a_bare_symbol_opens_its_card(alice: Person) -> None:
    answer = await alice.says("btc")

    labels = [button["text"] for row in answer["keyboard"] for button in row]
    assert answer["text"].startswith("BTCUSDT ")
    assert {"🟢 Buy", "🔴 Sell", "🔔 Alert"} <= set(labels)


async def test_a_chart_is_a_picture_whose_interval_changes_in_place(alice: Person) -> None:
    picture = await alice.says("/chart btcusdt 1h")
    assert picture["photo"]
    assert "1h" in picture["caption"]

    await alice.taps(picture, "4h")

    changed = await alice.reads("· 4h ·")
    assert changed["message_id"] == picture["message_id"]
    assert changed["photo"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("/chart", "/chart BTCUSDT 1h"),
        ("/chart btc 7h", "intervals"),
        ("/price", "BTCUSDT"),
        ("/ticker", "/ticker BTCUSDT"),
        ("/depth", "/depth BTCUSDT"),
        ("/prise btc", "/price"),
        ("what is this", "/help"),
        ("/xyzzy", "/help"),
        ("<b>&", "/help"),
        ("/price <b>", "“<b>”"),
    ],
)
async def test_what_is_not_understood_is_answered_with_help(
    alice: Person, written: str, told: str
) -> None:
    assert told in (await alice.says(written))["text"]


async def test_status_tells_how_things_are(alice: Person) -> None:
    answer = await alice.says("/status")

    assert "Binance: reachable" in answer["text"]
    assert "Weight" in answer["text"]


async def test_a_ban_is_told_in_the_chat_and_in_the_log(
    world: World, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await world.fault("ban", path="/api/v3/ticker/24hr", seconds=300)

    assert "slow down" in (await alice.says("/ticker btc"))["text"]
    assert "asked for a pause" in (await alice.says("/limits"))["text"]
    assert any("silent until" in record.message for record in caplog.records)


async def test_limits_tell_what_is_used_of_what_everybody_shares(alice: Person) -> None:
    await alice.says("/ticker btc")

    answer = await alice.says("/limits")

    assert "spot: " in answer["text"]
    assert "of 6000" in answer["text"]


async def test_turkish_is_chosen_by_a_button_and_kept(world: World, alice: Person) -> None:
    asked = await alice.says("/language")
    await alice.taps(asked, "Türkçe")
    await alice.reads("Neler yapabilirim")

    await world.restart()

    assert "Durum" in (await alice.says("/status"))["text"]


async def test_telegrams_language_is_spoken_from_the_start(world: World) -> None:
    ayse = world.person("tr")

    assert "Merhaba" in (await ayse.says("/start"))["text"]


async def test_mistakes_are_told_in_the_language_of_who_made_them(world: World) -> None:
    ayse = world.person("tr")

    assert "sembolü yok" in (await ayse.says("/price nosuchcoin"))["text"]
    assert "Önce Binance hesabınızı bağlayın" in (await ayse.says("/balance"))["text"]


async def test_in_a_group_the_greeting_tells_nothing_of_anybodys_account(
    world: World, alice: Person, bob: Person
) -> None:
    await alice.connects()

    for one in (alice, bob):
        await one.writes("/start", chat_type="group")
        told = await world.sent("Accounts, orders and alerts are for our private chat")
        assert "onnected" not in told["text"]
        offered = str(told["reply_markup"])
        assert "go:price" in offered
        assert not [what for what in ("setkey", "orders", "balance", "alerts") if what in offered]


async def test_in_a_group_prices_are_told_and_money_is_not(world: World, alice: Person) -> None:
    await alice.connects()

    await alice.writes("/balance", chat_type="group")
    refused = await world.sent("private chat")
    await alice.writes("/price ltc", chat_type="group")
    told = await world.sent("LTCUSDT")

    assert int(refused["chat_id"]) == int(told["chat_id"]) < 0
    assert "USDT" not in refused["text"]
