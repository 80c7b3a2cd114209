"""A key of one's own, entered on the page as its script would, past the chat."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from command import free_ports
from key_page import KeyPage, OwnKey, links, own_ed25519, own_rsa
from world import Person, World, world_at

from bot.web import Site

BROWSER, APP = "🌐 In the browser", "🔐 Open"


@pytest.fixture
async def world(migrated: Path, tmp_path: Path) -> AsyncIterator[World]:
    shutil.copy(migrated, tmp_path / "bot.db")
    (port,) = free_ports(1)
    site = Site(f"http://127.0.0.1:{port}", port=port, framed_by=("http://127.0.0.1:1",))
    async with world_at(tmp_path, site=site, keys_in_chat=False) as world:
        await world.start()
        yield world


@pytest.fixture
def alice(world: World) -> Person:
    return world.person()


async def _pages(world: World, person: Person) -> dict[str, KeyPage]:
    begun = await person.says("/setkey")
    await person.taps(begun, "web page")
    made = await person.hears("for one key")
    return {label: KeyPage(world.http, url) for label, url in links(made).items()}


async def _page(world: World, person: Person) -> KeyPage:
    return (await _pages(world, person))[BROWSER]


def _hmac(made: dict[str, Any], **more: str) -> dict[str, str]:
    return {"kind": "hmac", "api_key": made["api_key"], "secret": made["secret"], **more}


async def test_a_key_and_secret_are_taken_and_told_on_the_page_and_in_the_chat(
    world: World, alice: Person
) -> None:
    made = await world.account(balances={"USDT": "4321"})
    page = await _page(world, alice)

    answer = await page.sends(_hmac(made, label="Savings"))

    assert answer.status_code == 200
    assert made["api_key"][-4:] in answer.json()["text"]
    await alice.reads("Binance account is connected")
    assert "4,321.00 USDT" in (await alice.says("/balance"))["text"]
    assert "Savings" in (await alice.says("/keys"))["text"]
    assert not any(made["secret"] in str(call) for call in await world.calls())


@pytest.mark.parametrize(("kind", "pair"), [("ed25519", own_ed25519()), ("rsa", own_rsa())])
async def test_a_private_key_of_ones_own_signs_afterwards(
    world: World, alice: Person, kind: str, pair: OwnKey
) -> None:
    made = await world.account(public_key=pair.public, balances={"USDT": "55"})
    page = await _page(world, alice)

    answer = await page.sends({"kind": kind, "api_key": made["api_key"], "secret": pair.private})

    assert answer.status_code == 200, answer.text
    await alice.reads("connected")
    assert "55.00 USDT" in (await alice.says("/balance"))["text"]
    await world.restart()
    assert "55.00 USDT" in (await alice.says("/balance"))["text"]


async def test_a_refused_key_may_be_mended_on_the_same_page(world: World, alice: Person) -> None:
    wide = await world.account(permissions={"enableWithdrawals": True, "enableReading": True})
    page = await _page(world, alice)

    refused = await page.sends(_hmac(wide))
    unknown = await page.sends(_hmac({"api_key": "A" * 64, "secret": "B" * 64}))
    taken = await page.sends(_hmac(await world.account()))

    assert (refused.status_code, unknown.status_code) == (422, 422)
    assert "may move money out" in refused.json()["text"]
    assert "does not accept this key" in unknown.json()["text"]
    assert taken.status_code == 200


async def test_an_outage_of_binance_leaves_the_page_open(world: World, alice: Person) -> None:
    page, made = await _page(world, alice), await world.account()
    await world.fault("status", path="/api/v3/account", status=503, times=10)

    assert (await page.sends(_hmac(made))).status_code == 503

    assert (await page.loads()).status_code == 200


async def test_a_page_is_good_for_one_key_and_so_are_both_links_to_it(
    world: World, alice: Person
) -> None:
    pages = await _pages(world, alice)
    browser, app = pages[BROWSER], pages[APP]
    key = await browser.key()
    assert (await browser.sends(_hmac(await world.account()))).status_code == 200

    again = await browser.sends(_hmac(await world.account()), key=key)
    other = await app.sends(_hmac(await world.account()), key=key)
    never = KeyPage(world.http, browser.url[:-1] + "_")

    assert (again.status_code, other.status_code) == (410, 410)
    shown = [await page.loads() for page in (browser, app, never)]
    assert {page.status_code for page in shown} == {404}
    assert len({page.content for page in shown}) == 1


async def test_ten_answers_at_once_connect_one_account(world: World, alice: Person) -> None:
    page = await _page(world, alice)
    key, made = await page.key(), [await world.account() for _ in range(10)]

    answers = await asyncio.gather(*(page.sends(_hmac(one), key=key) for one in made))

    assert sorted({one.status_code for one in answers}) in ([200, 410], [200, 422], [200, 410, 422])
    assert [one.status_code for one in answers].count(200) == 1


async def test_a_newer_page_ends_the_older_one_and_a_restart_all_of_them(
    world: World, alice: Person
) -> None:
    older, newer = await _page(world, alice), await _page(world, alice)
    assert (await older.loads()).status_code == 404
    assert (await newer.loads()).status_code == 200

    await world.restart()

    assert (await newer.loads()).status_code == 404


async def test_guessing_at_a_page_ends_it(world: World, alice: Person) -> None:
    page = await _page(world, alice)
    key, wrong = await page.key(), _hmac({"api_key": "A", "secret": "B"})

    answers = [(await page.sends(wrong, key=key)).status_code for _ in range(12)]

    assert answers == [422] * 10 + [410] * 2


async def test_a_mini_app_takes_a_key_from_the_person_whom_telegram_names(
    world: World, alice: Person
) -> None:
    app = (await _pages(world, alice))[APP]
    made, key = await world.account(), await app.key()
    bob = world.person()
    await bob.says("/start")

    without = await app.sends(_hmac(made), key=key)
    foreign = await app.sends(_hmac(made, init_data=await _launched(world, bob, app)), key=key)
    own = await app.sends(_hmac(made, init_data=await _launched(world, alice, app)), key=key)

    assert (without.status_code, foreign.status_code, own.status_code) == (422, 422, 200)
    assert "does not confirm" in foreign.json()["text"]


async def test_a_mini_app_proves_who_it_is_before_its_key_is_looked_at(
    world: World, alice: Person
) -> None:
    app = (await _pages(world, alice))[APP]

    answer = await app.sends({"kind": "rsa", "api_key": "?", "secret": "no key either"})

    assert "does not confirm" in answer.json()["text"]


async def _launched(world: World, person: Person, page: KeyPage) -> str:
    """What Telegram tells the app when this person opens it."""
    opened = await world.telegram("webapp", {"user_id": person.id, "url": page.url})
    (data,) = parse_qs(urlsplit(opened["url"]).fragment)["tgWebAppData"]
    return str(data)


async def test_a_secret_in_the_chat_is_not_taken_where_that_is_switched_off(
    world: World, alice: Person
) -> None:
    made = await world.account()
    message_id = await alice.writes(f"/setkey {made['api_key']} {made['secret']}")

    told = await alice.hears("no secrets in the chat")

    assert message_id not in {one["message_id"] for one in await alice.chat()}
    assert "web page" in str(told["keyboard"])
    assert "No Binance account" in (await alice.says("/keys"))["text"]
