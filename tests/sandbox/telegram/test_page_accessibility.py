"""axe-core looks at the chat page: both widths, both themes, with everything open."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import httpx
import pytest
from browsing import chromium, in_the_browser
from conversation import fill

from sandbox.exchange import Exchange
from sandbox.server import serving
from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page

axe = pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT

pytestmark = in_the_browser

LOOK = """async part => {
  const {violations} = await axe.run(part, {resultTypes: ["violations"]});
  const grave = violations.filter(({impact}) => ["serious", "critical"].includes(impact));
  return grave.flatMap(({id, nodes}) => nodes.map(({target}) => `${id}: ${target}`));
}"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """The page of a sandbox in which every kind of message was sent."""
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(serving(Exchange(seed=1).app()))
        telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange}").app()
        address = f"http://127.0.0.1:{await stack.enter_async_context(serving(telegram))}"
        await fill(await stack.enter_async_context(httpx.AsyncClient(base_url=address)))
        browser = await stack.enter_async_context(chromium())
        page = await browser.new_page(reduced_motion="reduce", bypass_csp=True)  # to put axe in
        await page.goto(address)
        await page.evaluate(axe)
        yield page


async def test_axe_finds_nothing_grave_in_either_theme_and_width(page: Page) -> None:
    found: dict[str, list[str]] = {}
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        async for state, part in _everything_open(page, wide=width > 1000):
            await page.emulate_media(color_scheme="light")
            found[f"{width}, light, {state}"] = await page.evaluate(LOOK, part)
            await page.emulate_media(color_scheme="dark")
            found[f"{width}, dark, {state}"] = await page.evaluate(LOOK, part)

    assert len(found) == 16
    assert {what: faults for what, faults in found.items() if faults} == {}


async def _everything_open(page: Page, *, wide: bool) -> AsyncIterator[tuple[str, str]]:
    """Open one part after the other: say what it is, and where axe should look."""
    await page.locator(".message .photo").first.wait_for()
    await page.get_by_test_id("composer").fill("/")
    await page.get_by_role("option").first.wait_for()
    yield "chat and commands", "body"
    await page.get_by_test_id("composer").fill("")
    if await page.get_by_test_id("market").is_hidden():
        await page.get_by_test_id("market-button").click()
    await page.get_by_test_id("fault-cut").click()
    await page.locator("#waiting-faults li, #chosen-line path").first.wait_for(state="attached")
    yield "market", "#market"
    await page.get_by_test_id("new-account").click()
    yield "dialog", "dialog[open]"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    if not wide:
        await page.locator("#back").click()
    await page.get_by_test_id("who").click()
    yield "list and menu", ".popup" if wide else "body"
    await page.get_by_test_id("person-1001").click()
