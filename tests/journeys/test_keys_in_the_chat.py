import pytest
from world import Person, World


async def test_an_account_is_connected_without_any_secret_in_the_chat(
    world: World, alice: Person
) -> None:
    begun = await alice.says("/setkey")
    assert "BEGIN PUBLIC KEY" in begun["text"]
    made = await world.account(
        public_key=begun["text"][begun["text"].index("-----BEGIN") :]
        .split("\n\n")[0]
        .split("Fingerprint")[0]
        .strip()
        + "\n"
    )

    done = await alice.says(made["api_key"])

    assert "connected" in done["text"]
    assert made["api_key"][-4:] in done["text"]
    assert "secret" not in made
    assert not any("PRIVATE KEY" in str(call) for call in await world.calls())


async def test_a_key_and_secret_are_taken_and_the_message_is_deleted(
    world: World, alice: Person
) -> None:
    made = await world.account()
    message_id = await alice.writes(f"/setkey {made['api_key']} {made['secret']}")

    done = await alice.hears("connected")

    assert "deleted your message" in done["text"]
    assert message_id not in {one["message_id"] for one in await alice.chat()}
    assert not any(
        made["secret"] in str(call)
        for call in await world.calls()
        if call["method"] != "getUpdates"
    )


async def test_it_is_said_when_the_message_could_not_be_deleted(
    world: World, alice: Person
) -> None:
    made = await world.account()
    await world.telegram_fault("status", path="deleteMessage", status=400)

    done = await alice.says(f"/setkey {made['api_key']} {made['secret']}")

    assert "could not delete" in done["text"]


@pytest.mark.parametrize(
    "right", ["enableWithdrawals", "enableInternalTransfer", "permitsUniversalTransfer"]
)
async def test_a_key_that_may_move_money_out_is_refused(
    world: World, alice: Person, right: str
) -> None:
    made = await world.account(permissions={right: True, "enableReading": True})

    await alice.writes(f"/setkey {made['api_key']} {made['secret']}")

    assert "will not keep it" in (await alice.hears("key"))["text"]
    assert "Connect your Binance account first" in (await alice.says("/balance"))["text"]


async def test_a_missing_ip_whitelist_is_warned_about(world: World, alice: Person) -> None:
    made = await world.account(
        permissions={"enableReading": True, "enableSpotAndMarginTrading": True, "ipRestrict": False}
    )

    assert (
        "no IP whitelist"
        in (await alice.says(f"/setkey {made['api_key']} {made['secret']}"))["text"]
    )


async def test_a_key_that_may_only_read_cannot_trade(world: World, alice: Person) -> None:
    await alice.connects(permissions={"enableReading": True, "enableSpotAndMarginTrading": False})

    assert "USDT" in (await alice.says("/balance"))["text"]
    assert "may only read" in (await alice.says("/buy btc $100"))["text"]


async def test_a_wrong_key_is_met_with_what_to_do(alice: Person) -> None:
    await alice.says("/setkey")

    assert "does not accept this key" in (await alice.says("A" * 64))["text"]


async def test_a_key_id_out_of_the_blue_is_not_taken(alice: Person) -> None:
    answer = await alice.says("A" * 64)

    assert "/setkey" in answer["text"]
    assert "I have deleted your message" in answer["text"]


async def test_a_secret_behind_its_api_key_is_neither_kept_nor_sent_to_binance(
    world: World, alice: Person
) -> None:
    made = await world.account()
    await alice.says("/setkey")
    first = await alice.says(made["api_key"])
    await world.fault("status", path="*", status=418)  # whoever is asked now says something else

    second = await alice.says(made["secret"])

    assert "do not send that" in first["text"]
    assert "have not sent it to Binance" in second["text"]
    written = [one.get("text") or "" for one in await alice.chat()]
    assert not {made["api_key"], made["secret"]} & set(written)


async def test_after_setkey_another_key_id_may_come(world: World, alice: Person) -> None:
    await alice.says("/setkey")
    await alice.says("A" * 64)
    assert "have not sent it" in (await alice.says("B" * 64))["text"]

    made = await alice.connects()

    assert made["api_key"][-4:] in (await alice.says("/keys"))["text"]


async def test_a_key_id_that_binance_did_not_know_yet_may_be_sent_again(
    world: World, alice: Person
) -> None:
    await alice.says("/setkey")
    await alice.says("A" * 64)

    assert "does not accept this key" in (await alice.says("A" * 64))["text"]


@pytest.mark.parametrize("words", [1, 2])
async def test_a_key_in_a_group_is_deleted_and_burnt(
    world: World, alice: Person, words: int
) -> None:
    founding = {"title": "G", "type": "group", "members": [alice.id]}
    group = (await world.telegram("groups", founding))["chat_id"]
    appointing = {"chat_id": group, "user_id": "bot", "status": "administrator"}
    await world.telegram("members", appointing)

    await alice.writes(" ".join(["Kk" * 32] * words), chat_id=group)

    told = await world.sent("Others may have read this key")
    assert (int(told["chat_id"]), "I have deleted" in told["text"]) == (group, True)


async def test_half_a_key_is_met_with_how_it_goes(alice: Person) -> None:
    assert "/setkey KEY SECRET" in (await alice.says("/setkey onlyone"))["text"]


async def test_one_account_serves_one_person(world: World, alice: Person, bob: Person) -> None:
    made = await world.account()
    await alice.says(f"/setkey {made['api_key']} {made['secret']}")

    answer = await bob.says(f"/setkey {made['api_key']} {made['secret']}")

    assert "another person" in answer["text"]


async def test_each_sees_only_their_own(world: World, alice: Person, bob: Person) -> None:
    await alice.connects(balances={"USDT": "1111"})
    await bob.connects(balances={"USDT": "2222"})

    assert "1,111.00 USDT" in (await alice.says("/balance"))["text"]
    assert "2,222.00 USDT" in (await bob.says("/balance"))["text"]


async def test_disconnecting_asks_first_and_forgets(alice: Person) -> None:
    await alice.connects()
    asked = await alice.says("/delkey")

    await alice.taps(asked, "Confirm")

    await alice.reads("Forgotten")
    assert "No Binance account" in (await alice.says("/keys"))["text"]
    assert "Connect your Binance account first" in (await alice.says("/balance"))["text"]


async def test_a_key_that_binance_accepts_again_is_in_use_after_another_look(
    world: World, alice: Person
) -> None:
    made = await alice.connects(balances={"USDT": "5000"})
    await world.exchange(f"accounts/{made['api_key']}", {"revoked": True})
    await alice.reads("no longer accepts your API key")
    assert "suspended" in (await alice.says("/balance"))["text"]

    await alice.taps(await alice.says("/keys"), "Account")
    page = await alice.sees(lambda one: "Check again" in str(one.get("keyboard")))
    await alice.taps(page, "Check again")
    await alice.reads("Look there whether it is enabled")
    await world.exchange(f"accounts/{made['api_key']}", {"revoked": False})
    await alice.taps(page, "Check again")

    await alice.reads("This is your current account")
    assert "5,000.00 USDT" in (await alice.says("/balance"))["text"]
    await alice.taps(await alice.says("/buy btc $100"), "Confirm")
    await alice.reads("Filled: BUY BTCUSDT")


async def test_a_key_survives_a_restart(world: World, alice: Person) -> None:
    await alice.connects(balances={"USDT": "777"})

    await world.restart()

    assert "777.00 USDT" in (await alice.says("/balance"))["text"]
