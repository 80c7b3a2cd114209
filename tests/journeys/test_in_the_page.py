"""A newcomer's first ten minutes in the chat page, in a real browser."""

import re
from collections.abc import AsyncIterator

import pytest
from browsing import chromium, in_the_browser
from playwright.async_api import Page, expect
from world import World

PATIENCE = 20_000  # milliseconds

pytestmark = in_the_browser


@pytest.fixture
async def page(world: World) -> AsyncIterator[Page]:
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        await page.goto(world.telegram_url)
        yield page


class Chat:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def writes(self, text: str) -> None:
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def reads(self, words: str) -> None:
        bubble = self.page.locator('[data-from="bot"]').filter(has_text=re.compile(words))
        await expect(bubble.last).to_be_visible(timeout=PATIENCE)

    async def taps(self, label: str) -> None:
        await self.page.get_by_role("button", name=re.compile(label)).last.click()


@pytest.mark.long
async def test_from_hello_to_a_filled_order_and_a_fired_alert(world: World, page: Page) -> None:
    chat = Chat(page)
    await expect(page.get_by_test_id("banner")).to_contain_text("SANDBOX")

    await chat.writes("/start")
    await chat.reads("I watch Binance")
    await chat.writes("/price btc")
    await chat.reads(r"BTCUSDT\s+\d")
    await chat.writes("/chart btc 1h")
    picture = page.locator('[data-from="bot"] img').last
    await expect(picture).to_be_visible(timeout=PATIENCE)
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280

    await chat.writes("/setkey")
    await chat.reads("BEGIN PUBLIC KEY")
    await page.get_by_test_id("create-account").last.click()
    await expect(page.get_by_test_id("composer")).to_have_value(re.compile(r"^\w{64}$"))
    await page.get_by_test_id("send").click()
    await chat.reads("Binance account is connected, key")

    await chat.writes("/balance")
    await chat.reads(r"USDT in all")
    await chat.writes("/buy btc $100")
    await chat.reads("Free afterwards")
    await chat.taps("Confirm")
    await chat.reads("Filled: BUY BTCUSDT for 100 at market")
    await chat.reads("Fee: ")

    await chat.writes("/alert btc > 80000")
    await chat.reads("I will tell you when")
    await world.price("BTCUSDT", "80100")
    await chat.reads("🔔 BTCUSDT > 80,000")


@pytest.mark.long
async def test_futures_and_the_rights_of_a_key(world: World, page: Page) -> None:
    chat = Chat(page)

    await chat.writes("/setkey")
    await chat.reads("BEGIN PUBLIC KEY")
    await page.get_by_test_id("choose-rights").last.click()
    await page.get_by_label("Enable Internal Transfer").check()
    await page.get_by_role("button", name="Create", exact=True).click()
    await expect(page.locator("#input")).to_have_value(re.compile(r"^\w{64}$"))
    await page.get_by_test_id("send").click()
    await chat.reads("may move money out of your account .Enable Internal Transfer")

    await page.get_by_test_id("change-rights").click()
    await page.get_by_label("Enable Internal Transfer").uncheck()
    await page.get_by_role("button", name="Save", exact=True).click()
    (account,) = (await world.http.get(f"{world.exchange_url}/sandbox/accounts")).json()
    await chat.writes(account["api_keys"][0])
    await chat.reads("Binance account is connected, key")

    await chat.writes("/long btc 0.01 x5")
    await chat.taps("Confirm")
    await chat.reads("Filled: BUY 0.01 BTCUSDT")

    await page.get_by_test_id("change-rights").click()
    await page.get_by_label("Enable Futures").uncheck()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator("#accounts .account")).not_to_contain_text("Enable Futures")
    await chat.writes("/long eth 0.1 x5")
    await chat.reads("Enable Futures")
