"""The key page in a real browser: what it shows, what leaves it, and what becomes of it."""

import json
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium, in_the_browser
from command import free_ports
from key_page import links, own_ed25519
from playwright.async_api import Browser, Page, Request, expect
from world import Person, World, world_at

from bot.web import Site

axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT

pytestmark = in_the_browser
PICTURES = os.environ.get("KEY_PAGE_PICTURES")  # a folder, for eyes
BROWSER = "🌐 In the browser"
GRAVE = """async () => {
  const {violations} = await axe.run("body", {resultTypes: ["violations"]});
  const grave = violations.filter(({impact}) => ["serious", "critical"].includes(impact));
  return grave.flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target}`));
}"""


@pytest.fixture
async def world(migrated: Path, tmp_path: Path) -> AsyncIterator[World]:
    shutil.copy(migrated, tmp_path / "bot.db")
    (port,) = free_ports(1)
    async with world_at(tmp_path) as world:
        site = Site(f"http://127.0.0.1:{port}", port=port, framed_by=(world.telegram_url,))
        world.plan = world.plan.__class__(**{**vars(world.plan), "site": site})
        await world.start()
        yield world


@pytest.fixture
def alice(world: World) -> Person:
    return world.person()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def _browser_link(person: Person) -> str:
    begun = await person.says("/setkey")
    await person.taps(begun, "web page")
    return links(await person.hears("for one key"))[BROWSER]


async def _fills(page: Page, made: dict[str, Any], **more: str) -> None:
    await page.get_by_label("HMAC").check()
    await page.get_by_label("API key", exact=True).fill(made["api_key"])
    await page.get_by_label("Secret key").fill(more.get("secret", made["secret"]))
    await page.get_by_label("Name for the account").fill(more.get("label", ""))


async def test_a_key_is_sealed_in_the_page_and_connected(
    world: World, alice: Person, browser: Browser
) -> None:
    made = await world.account(balances={"USDT": "808"})
    page, asked = await browser.new_page(), list[Request]()
    page.on("request", lambda one: asked.append(one))  # noqa: PLW0108  # a method takes no mark
    url = await _browser_link(alice)
    await page.goto(url)

    await _fills(page, made, secret="B" * 64)
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("alert")).to_contain_text("does not accept this key")
    await _fills(page, made, label="Savings")
    await page.get_by_role("button", name="Connect").click()
    await expect(page.get_by_role("status")).to_contain_text("connected, key …")

    await alice.reads("It may read and trade")
    assert "808.00 USDT" in (await alice.says("/balance"))["text"]
    assert await page.locator("#secret").input_value() == ""
    assert {one.url for one in asked if not one.url.startswith("data:")} == {url}
    for body in [one.post_data for one in asked if one.method == "POST"]:
        assert body is not None
        assert sorted(json.loads(body)) == ["nonce", "public", "sealed"]
        assert made["secret"] not in body
        assert made["api_key"] not in body
    await page.reload()
    await expect(page.locator("main")).to_contain_text("This page is over")


async def test_a_private_key_is_taken_from_a_file(
    world: World, alice: Person, browser: Browser
) -> None:
    own = own_ed25519()
    made = await world.account(public_key=own.public)
    page = await browser.new_page()
    await page.goto(await _browser_link(alice))

    await page.get_by_label("API key", exact=True).fill(made["api_key"])
    file = {"name": "key.pem", "mimeType": "text/plain", "buffer": own.private.encode()}
    await page.get_by_label("Or take it from a file").set_input_files(file)  # type: ignore[arg-type]
    await expect(page.get_by_label("Private key", exact=True)).to_have_value(own.private)
    await page.get_by_role("button", name="Connect").click()

    await expect(page.get_by_role("status")).to_contain_text("connected, key …")


async def test_a_page_that_was_used_elsewhere_says_that_it_is_over(
    world: World, alice: Person, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(await _browser_link(alice))
    await _browser_link(alice)

    await _fills(page, await world.account())
    await page.get_by_role("button", name="Connect").click()

    await expect(page.get_by_role("alert")).to_contain_text("This page is over")
    await expect(page.get_by_role("button", name="Connect")).to_be_hidden()


async def test_nothing_can_be_entered_where_nothing_can_be_sealed(
    alice: Person, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")

    await page.goto(await _browser_link(alice))

    await expect(page.get_by_role("alert")).to_contain_text("cannot seal")
    await expect(page.locator("#form")).to_be_hidden()


async def test_the_time_that_is_left_runs_out(alice: Person, browser: Browser) -> None:
    page = await browser.new_page()
    await page.clock.install()
    await page.goto(await _browser_link(alice))
    await expect(page.locator("#left")).to_have_text(re.compile(r"^[45]:\d\d$"))

    await page.clock.run_for(301_000)

    await expect(page.get_by_role("alert")).to_contain_text("The time is over")
    await expect(page.locator("#form")).to_be_hidden()


async def test_the_mini_app_opens_in_the_chat_and_knows_who_opened_it(
    world: World, browser: Browser
) -> None:
    made = await world.account()
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    refused: list[str] = []
    page.on("console", lambda one: refused.append(one.text) if one.type == "error" else None)
    await page.goto(world.telegram_url)
    await page.get_by_test_id("composer").fill("/setkey")
    await page.get_by_test_id("send").click()
    await page.get_by_role("button", name="Enter a key on a web page").last.click()
    await page.get_by_role("button", name="🔐 Open").last.wait_for()
    await _look(page, "chat")

    await page.get_by_role("button", name="🔐 Open").last.click()
    frame = page.frame_locator("#webapp-place iframe")
    await frame.get_by_label("HMAC").check()
    await frame.get_by_label("API key", exact=True).fill(made["api_key"])
    await frame.get_by_label("Secret key").fill(made["secret"])
    await _look(page, "mini app")
    await frame.get_by_role("button", name="Connect").click()

    await expect(frame.get_by_role("status")).to_contain_text("connected, key …")
    await expect(page.locator('[data-from="bot"]').last).to_contain_text("It may read and trade")
    assert refused == []


async def test_axe_finds_nothing_grave_in_either_theme_width_and_language(
    world: World, browser: Browser
) -> None:
    found: dict[str, list[str]] = {}
    for language in ("en", "tr"):
        page = await browser.new_page(bypass_csp=True)  # to put axe in
        person = world.person(language)
        await person.taps(await person.says("/setkey"), "web")
        made = await person.hears("HMAC, RSA")
        await page.goto(next(url for name, url in links(made).items() if name.startswith("🌐")))
        await page.evaluate(axe)
        await page.locator("#connect").click()
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 844})
            for theme in ("light", "dark"):
                await page.emulate_media(color_scheme=theme)
                found[f"{language} {width} {theme}"] = await page.evaluate(GRAVE)
                await _look(page, f"{language} {width} {theme}")
                wide = "document.documentElement.scrollWidth <= innerWidth"
                assert await page.evaluate(wide), f"{language} {width} {theme}"

    assert len(found) == 8
    assert {what: faults for what, faults in found.items() if faults} == {}


async def _look(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name.replace(' ', '-')}.png", full_page=True)
