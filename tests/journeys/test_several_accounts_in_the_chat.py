"""Several accounts of one person, and one account of two."""

from typing import Any

from world import Person, World


async def _two(alice: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    first = await alice.connects(balances={"USDT": "1111"})
    await alice.reads("It may read and trade")
    second = await alice.connects(balances={"USDT": "2222"})
    await alice.reads("still Account 1")
    return first, second


async def test_a_second_account_is_there_beside_the_first_until_it_is_chosen(
    world: World, alice: Person
) -> None:
    await _two(alice)
    assert "1,111.00 USDT" in (await alice.says("/balance"))["text"]

    asked = await alice.says("/account")
    await alice.taps(asked, "Account 2")

    await alice.reads("Current account: Account 2")
    assert "2,222.00 USDT" in (await alice.says("/balance"))["text"]
    await world.restart()
    assert "2,222.00 USDT" in (await alice.says("/balance"))["text"]


async def test_an_account_is_renamed_and_chosen_by_its_name(alice: Person) -> None:
    await _two(alice)

    listed = await alice.says("/keys")
    await alice.taps(listed, "Account 2")
    await alice.taps(await alice.sees(lambda one: "Rename" in str(one.get("keyboard"))), "Rename")
    await alice.reads("/account rename Account 2 >")
    await alice.says("/account rename Account 2 > Long & short")

    assert "Current account: Long & short" in (await alice.says("/account long & SHORT"))["text"]
    taken = await alice.says("/account rename account 1")
    assert "is called so" in taken["text"]
    assert "No account of yours" in (await alice.says("/account Account 2"))["text"]


async def test_one_of_two_accounts_is_removed_and_the_other_takes_over(alice: Person) -> None:
    await _two(alice)

    asked = await alice.says("/delkey Account 1")
    assert "Account 1" in asked["text"]
    await alice.taps(asked, "Confirm")

    assert "Current account: Account 2" in (await alice.reads("Forgotten"))["text"]
    assert "2,222.00 USDT" in (await alice.says("/balance"))["text"]


async def test_an_account_of_somebody_else_is_shared_when_they_agree(
    world: World, alice: Person, bob: Person
) -> None:
    made = await world.account(balances={"USDT": "3333"})
    connect = f"/setkey {made['api_key']} {made['secret']}"
    await alice.says(connect)
    assert "I have asked them" in (await bob.says(connect))["text"]

    asked = await alice.reads("wants to use your Binance account")
    assert str(bob.id) in asked["text"]
    await alice.taps(asked, "Agree")

    await bob.reads("agreed")
    assert "connected" in (await bob.says(connect))["text"]
    assert "3,333.00 USDT" in (await bob.says("/balance"))["text"]
    assert "3,333.00 USDT" in (await alice.says("/balance"))["text"]
    hers, his = (await alice.says("/audit"))["text"], (await bob.says("/audit"))["text"]
    assert "Somebody else wanted to connect an account of yours" in hers
    assert "You agreed that somebody else connects an account of yours" in hers
    assert "You asked to connect an account that somebody else has connected" in his
    assert "Somebody agreed that you connect an account of theirs" in his
    assert str(alice.id) not in his


async def test_an_account_of_somebody_else_stays_theirs_when_they_refuse(
    world: World, alice: Person, bob: Person
) -> None:
    made = await world.account()
    connect = f"/setkey {made['api_key']} {made['secret']}"
    await alice.says(connect)
    await bob.says(connect)

    await alice.taps(await alice.reads("wants to use your Binance account"), "Refuse")
    await alice.reads("Nothing was changed")

    assert "another person" in (await bob.says(connect))["text"]
    refused = "You refused that somebody else connects an account of yours"
    assert refused in (await alice.says("/audit"))["text"]
    refused = "Somebody refused that you connect an account of theirs"
    assert refused in (await bob.says("/audit"))["text"]


async def test_a_foreign_number_of_an_account_leads_nowhere(
    world: World, alice: Person, bob: Person
) -> None:
    await _two(alice)
    await bob.connects()
    listed = await alice.says("/keys")
    number = listed["keyboard"][0][0]["callback_data"].rpartition(":")[2]
    shown = await bob.says("/keys")

    for deed in ("show", "use", "name", "check", "drop"):
        await bob.forges(shown, f"acc:{deed}:{number}")
        assert "not in use any more" in (await bob.hears("not in use"))["text"]


async def test_a_right_that_is_not_needed_is_refused_as_well(world: World, alice: Person) -> None:
    made = await world.account(permissions={"enableVanillaOptions": True})

    answer = await alice.says(f"/setkey {made['api_key']} {made['secret']}")

    assert "more than I need (Enable European Options)" in answer["text"]


async def _rests(alice: Person) -> None:
    await alice.taps(await alice.says("/buy btc 0.001 @ 30000"), "Confirm")
    await alice.reads("Waiting in the book")


async def test_all_is_cancelled_only_in_the_account_that_was_asked_about(
    world: World, alice: Person
) -> None:
    await _two(alice)
    await _rests(alice)
    await alice.says("/account Account 2")
    await alice.says("/buy btc 0.001 @ 31000")
    await alice.taps(await alice.reads("31,000"), "Confirm")
    await alice.reads("at 31,000")
    listed = await alice.says("/orders")
    assert "Account: Account 2" in listed["text"]
    await alice.taps(listed, "Cancel all")
    asked = await alice.reads("Cancel 1 order?")
    assert "Account: Account 2" in asked["text"]

    await alice.says("/account Account 1")
    await alice.forges(asked, asked["keyboard"][0][0]["callback_data"])

    told = await alice.reads("❌ Cancelled: BUY 0.001 BTCUSDT at 31,000 · ")
    assert "Account: Account 2" in told["text"]
    listed = await alice.says("/orders")
    assert "Account: Account 1" in listed["text"]
    assert "Open orders · 1" in listed["text"]


async def test_a_cancel_button_reaches_the_account_that_has_the_order(
    world: World, alice: Person
) -> None:
    await _two(alice)
    await alice.says("/account Account 2")
    await alice.taps(await alice.says("/buy btc 0.001 @ 30000"), "Confirm")
    waiting = await alice.reads("Waiting in the book")
    listed = await alice.says("/orders")
    await alice.says("/account Account 1")

    await alice.taps(waiting, "❌ Cancel order")

    told = await alice.reads("❌ Cancelled: BUY 0.001 BTCUSDT at 30,000 · ")
    assert "Account: Account 2" in told["text"]
    await alice.taps(listed, "✏️ Change ")
    await alice.reads("That is in your account Account 2. Choose it first: /keys")


async def test_a_setting_is_for_the_account_that_was_asked_about(alice: Person) -> None:
    for usdt in ("1111", "2222"):
        await alice.connects(balances={"USDT": usdt}, permissions={"enableFutures": True})
    await alice.reads("still Account 1")
    asked = {
        words: await alice.says(words) for words in ("/leverage btc 4", "/margintype btc isolated")
    }
    assert all("Account: Account 1" in one["text"] for one in asked.values())
    leverage = asked["/leverage btc 4"]

    await alice.says("/account Account 2")
    answered = await alice.forges(leverage, leverage["keyboard"][0][0]["callback_data"])
    assert "another account of yours" in answered["answered"]
    await alice.says("/account Account 1")
    await alice.taps(leverage, "Confirm")

    await alice.reads("The leverage of BTCUSDT is 4x now")
