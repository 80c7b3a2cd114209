"""The chat page in headless Chromium: what a person sees there and does there."""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio
from browsing import chromium, in_the_browser
from conversation import ALICE, PEM, Bot, control, fill
from playwright.async_api import expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from sandbox.exchange import Exchange
from sandbox.server import serving
from sandbox.telegram import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

pytestmark = [*in_the_browser, pytest.mark.asyncio(loop_scope="module")]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}


class Stage:
    """A Telegram with its page open in a browser."""

    def __init__(self, http: httpx.AsyncClient, context: BrowserContext) -> None:
        self.http = http
        self.bot = Bot(http)
        self._context = context
        self.mistakes: list[str] = []

    async def open(self, viewport: ViewportSize) -> Page:
        page = await self._context.new_page()
        await page.set_viewport_size(viewport)
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda line: self.mistakes.extend([line.text] * (line.type == "error")))
        await page.goto(str(self.http.base_url))
        await expect(page.get_by_test_id("composer")).to_be_enabled()
        return page

    async def updates(self, kind: str) -> Any:
        """Poll until the bot is told something of this kind."""
        while True:
            for update in await self.bot.call("getUpdates", timeout=5, offset=-1):
                if kind in update:
                    return update[kind]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        exchange = await stack.enter_async_context(serving(Exchange(seed=1).app()))
        telegram = Telegram(exchange_url=f"http://127.0.0.1:{exchange}").app()
        port = await stack.enter_async_context(serving(telegram))
        address = f"http://127.0.0.1:{port}"
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address, timeout=20))
        context = await stack.enter_async_context(
            await browser.new_context(reduced_motion="reduce")
        )
        stage = Stage(http, context)
        yield stage
        assert stage.mistakes == []


async def test_a_person_chats_on_a_phone(stage: Stage) -> None:
    page = await stage.open(PHONE)
    await expect(page.get_by_test_id("banner")).to_contain_text("SANDBOX")

    await page.get_by_test_id("composer").fill("hello <b>you</b>")
    await page.get_by_test_id("send").click()
    await expect(page.locator('[data-from="user"]')).to_contain_text("hello <b>you</b>")

    key = {"text": "Copy", "copy_text": {"text": PEM}}
    markup = {"inline_keyboard": [[key]]}
    sent = await stage.bot.says("<b>A key</b>", parse_mode="HTML", reply_markup=markup)
    bubble = page.locator(f'[data-message-id="{sent}"]')
    await expect(bubble.locator("strong")).to_have_text("A key")
    await page.get_by_test_id("create-account").click()
    await expect(page.get_by_test_id("composer")).to_have_value(re.compile(r"^\w{64}$"))

    where: dict[str, Any] = {"chat_id": ALICE, "message_id": sent}
    await stage.bot.call("editMessageText", **where, text="Changed")
    await expect(bubble).to_contain_text("Changed")
    await stage.bot.call("deleteMessage", **where)
    await expect(bubble).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_everything_a_bot_sends_is_shown(stage: Stage) -> None:
    await fill(stage.http)
    page = await stage.open(DESKTOP)

    await expect(page.locator(".rich table th").first).to_have_text("Asset")
    await expect(page.get_by_test_id("pins")).to_contain_text("BTCUSDT rose")
    await expect(page.get_by_role("button", name="👍")).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="Used")).to_be_disabled()
    await page.locator(".album .photo").first.click()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#viewer p")).to_contain_text("2 / 3")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Hidden photo").click()
    await expect(page.locator(".veiled")).to_have_count(0)
    await page.get_by_role("button", name="Quote here").click()
    await expect(page.get_by_test_id("composer")).to_have_value(re.compile(r"^@\w+ btc$"))
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("https://example.com/")


async def test_a_person_answers_edits_and_deletes_by_keyboard(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    composer, keyboard = page.get_by_test_id("composer"), page.keyboard
    sent = await stage.bot.says("What is it?")
    question = page.locator(f'[data-message-id="{sent}"]')
    await expect(question).to_be_visible()

    await question.focus()
    await keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Reply").press("Enter")
    await composer.press_sequentially("An answer")
    await keyboard.press("Enter")
    mine = page.locator('[data-from="user"]')
    await expect(mine.locator(".quoted")).to_contain_text("What is it?")

    await keyboard.press("ArrowUp")
    await expect(composer).to_have_value("An answer")
    await composer.fill("A better answer")
    await keyboard.press("Enter")
    await expect(mine).to_contain_text("A better answer")
    await expect(mine).to_contain_text("edited")

    await mine.focus()
    await keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Delete").press("Enter")
    await page.get_by_role("button", name="Delete", exact=True).press("Enter")
    await expect(mine).to_have_count(0)


async def test_each_person_sees_their_own_unread_messages(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    await control(stage.http, "groups", title="Traders", type="group", members=[1001, 1002])
    await expect(page.get_by_role("button", name="Traders")).to_be_visible()

    await stage.bot.says("For Bob", chat_id=1002)
    await expect(page.get_by_role("img", name="1 unread")).to_be_visible()
    await page.get_by_test_id("who").click()
    await page.get_by_test_id("person-1002").click()

    await expect(page.locator('[data-from="bot"]')).to_contain_text("For Bob")
    await expect(page.get_by_role("img", name="1 okunmamış")).to_have_count(0)
    await expect(page.locator("html")).to_have_attribute("lang", "tr")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#bot-name")).to_have_text("Traders")


async def test_a_group_grows_and_becomes_a_supergroup(stage: Stage) -> None:
    page = await stage.open(PHONE)
    await page.locator("#back").click()
    await page.get_by_role("button", name="New group").click()
    await page.get_by_role("textbox", name="Title").fill("Traders")
    await page.get_by_role("checkbox", name="Bob").uncheck()
    await page.get_by_role("button", name="Create", exact=True).click()
    await expect(page.locator("#status")).to_have_text(re.compile("2 members|waiting"))

    await page.get_by_test_id("chat-menu").click()
    await page.get_by_role("menuitem", name="Members").click()
    await page.get_by_role("button", name="Add a member").click()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#members .name")).to_have_text(["Sandbox bot", "Alice", "Bob"])

    await page.locator("#members-sheet .back").click()
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_role("menuitem", name="Upgrade").click()
    await expect(page.get_by_test_id("messages")).to_contain_text("upgraded to a supergroup")
    chats = (await stage.http.get("/sandbox/world")).json()["chats"]
    assert [chat["type"] for chat in chats if chat["title"] == "Traders"] == ["supergroup"]


async def test_symbols_are_whole_dark_signs_are_lit_and_the_day_covers_nothing_that_is_new(
    stage: Stage,
) -> None:
    for _ in range(12):
        await stage.bot.says("one\ntwo\nthree\nfour")
    page = await stage.open(DESKTOP)
    await page.locator(".symbol").first.wait_for()
    cut = await page.evaluate(
        "[...document.querySelectorAll('.symbol b')].filter(one => {"
        " one.style.fontSize = '15px';"  # as fonts differ
        " return one.scrollWidth > one.clientWidth; }).map(one => one.textContent)"
    )
    assert cut == []

    messages = page.get_by_test_id("messages")
    await messages.evaluate(
        "list => list.addEventListener('scroll', () => {"
        " list.dataset.scrolled = list.classList.contains('moving'); })"
    )
    keyboard = [[{"text": "✖️ Close", "callback_data": "close"}]]
    await stage.bot.says("the last", reply_markup={"inline_keyboard": keyboard})
    await expect(page.get_by_role("button", name="✖️ Close").locator(".sign")).to_have_text("✖️")
    await expect(messages).to_have_attribute("data-scrolled", "false")
    await messages.evaluate("list => { list.scrollTop = 200; }")  # looks back: on which day?
    await expect(messages).to_have_attribute("data-scrolled", "true")


async def test_the_market_is_moved_and_disturbed_by_a_click(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    price = page.get_by_test_id("chosen-price")
    await expect(page.locator("#chosen-line path").first).to_be_attached()
    before = float((await price.inner_text()).replace(",", ""))
    await page.get_by_role("button", name="+5%").click()
    await expect(page.get_by_test_id("toasts")).to_contain_text("BTCUSDT moved to")
    after = float((await price.inner_text()).replace(",", ""))
    assert after == pytest.approx(before * 1.05, rel=0.002)
    await expect(page.locator("#chosen-change")).to_have_text(re.compile(r"^\+"))
    await expect(page.locator("#chosen-line svg")).to_have_class("sparkline up")

    await page.get_by_test_id("fault-ban").click()
    await expect(page.locator("#waiting-faults")).to_contain_text("Ban 30")
    faults = (await stage.http.get("/sandbox/exchange/faults")).json()
    assert [(fault["kind"], fault["seconds"]) for fault in faults] == [("ban", 30)]
    await page.get_by_role("button", name="Clear all").click()
    await expect(page.locator("#waiting-faults li")).to_have_count(0)

    await page.get_by_test_id("new-account").click()
    await page.get_by_role("button", name="Create", exact=True).click()
    await page.get_by_test_id("use-in-chat").click()
    command = re.compile(r"^/setkey \w{64} \w{64}$")
    await expect(page.get_by_test_id("composer")).to_have_value(command)


async def test_the_rights_of_a_key_are_chosen_and_changed(stage: Stage) -> None:
    page = await stage.open(DESKTOP)

    async def rights() -> set[str]:
        (account,) = (await stage.http.get("/sandbox/exchange/accounts")).json()
        (granted,) = account["permissions"].values()
        return {right for right, given in granted.items() if given}

    usual = {"ipRestrict", "enableReading", "enableSpotAndMarginTrading", "enableFutures"}
    key = {"text": "Copy", "copy_text": {"text": PEM}}
    await stage.bot.says("A key", reply_markup={"inline_keyboard": [[key]]})
    await page.get_by_test_id("choose-rights").click()
    await page.get_by_role("button", name="Cancel").click()
    await page.get_by_test_id("choose-rights").click()
    await page.get_by_label("Enable Margin Loan").check()
    await page.get_by_label("Only from trusted IP addresses").uncheck()
    await page.get_by_role("button", name="Create", exact=True).click()
    await expect(page.get_by_test_id("composer")).to_have_value(re.compile(r"^\w{64}$"))
    await expect(page.get_by_test_id("choose-rights")).to_have_count(0)
    assert await rights() == (usual | {"enableMargin"}) - {"ipRestrict"}

    card = page.locator("#accounts .account")
    await expect(card).to_contain_text("USDⓈ-M Futures")
    await card.get_by_test_id("change-rights").click()
    await page.get_by_label("Permits Universal Transfer").check()
    await page.get_by_label("Enable Futures").uncheck()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(card.locator("strong")).to_have_text(" · Permits Universal Transfer")
    assert await rights() == {
        "enableReading",
        "enableSpotAndMarginTrading",
        "enableMargin",
        "permitsUniversalTransfer",
    }


async def test_a_ban_is_counted_down_in_seconds(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    await page.get_by_test_id("fault-ban").click()
    await expect(page.locator("#waiting-faults")).to_contain_text("Ban 30")

    banned = await stage.http.get("/sandbox/exchange/klines?symbol=BTCUSDT&interval=1h")

    assert banned.status_code == 418
    await expect(page.locator("#waiting-faults")).to_have_text(
        re.compile(r"^127\.0\.0\.1 is banned for [123]\d s$")
    )
    assert all("418" in mistake for mistake in stage.mistakes)  # candles on their way
    stage.mistakes.clear()


async def test_what_could_not_be_sent_is_there_to_be_sent_again(stage: Stage) -> None:
    page = await stage.open(PHONE)
    composer, send = page.get_by_test_id("composer"), page.get_by_test_id("send")
    await page.route("**/sandbox/message", lambda route: route.abort())
    await composer.fill("hello")
    await send.click()
    await expect(page.get_by_test_id("toasts")).to_contain_text("cannot be reached")
    await expect(composer).to_have_value("hello")

    await page.unroute("**/sandbox/message")
    await send.click()

    await expect(page.locator('[data-from="user"]')).to_have_text(re.compile("hello"))
    await expect(composer).to_have_value("")
    assert all("ERR_FAILED" in mistake for mistake in stage.mistakes)
    stage.mistakes.clear()


async def test_a_reload_finds_the_person_and_the_unsent_text(stage: Stage) -> None:
    page = await stage.open(DESKTOP)
    composer = page.get_by_test_id("composer")
    await page.get_by_test_id("who").click()
    await page.get_by_test_id("person-1002").click()
    await composer.fill("not yet sent")

    await page.reload()
    await expect(composer).to_have_value("not yet sent")
    await expect(page.locator("#who-name")).to_have_text("Bob")

    await page.locator("#bot-name").click()
    await page.keyboard.type("!")
    await expect(composer).to_have_value("not yet sent!")


async def test_inline_results_are_chosen_from_a_list(stage: Stage) -> None:
    bot = stage.bot
    page = await stage.open(PHONE)
    username = (await bot.call("getMe"))["username"]
    await page.reload()
    await expect(page.get_by_test_id("composer")).to_be_enabled()
    await page.get_by_test_id("composer").press_sequentially(f"@{username} btc")

    query = await stage.updates("inline_query")
    content = {"message_text": "BTCUSDT 67,000"}
    article = {"type": "article", "id": "1", "title": "Bitcoin", "input_message_content": content}
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[article])
    await page.get_by_role("option", name="Bitcoin").click()

    await expect(page.locator("article")).to_contain_text("BTCUSDT 67,000")
    assert query["query"] == "btc"
    assert (await stage.updates("chosen_inline_result"))["result_id"] == "1"


APP = """<!doctype html><script>
const tell = (eventType, eventData) =>
  parent.postMessage(JSON.stringify({eventType, eventData}), "*");
tell("web_app_ready");
setTimeout(() => tell("web_app_data_send", {data: "from the app"}), 50);
</script>"""


@asynccontextmanager
async def mini_app() -> AsyncIterator[str]:
    async def page(_: Any) -> HTMLResponse:
        return HTMLResponse(APP)

    async with serving(Starlette(routes=[Route("/", page)])) as port:
        yield f"http://127.0.0.1:{port}/"


async def test_a_mini_app_in_its_frame_sends_data_to_the_bot(stage: Stage) -> None:
    async with mini_app() as url:
        page = await stage.open(PHONE)
        button = {"text": "Form", "web_app": {"url": url}}
        await stage.bot.says("Fill in", reply_markup={"keyboard": [[button]]})
        told = asyncio.create_task(stage.updates("message"))
        await page.get_by_test_id("reply-keyboard").get_by_role("button").click()

        data = (await told)["web_app_data"]
        assert data == {"data": "from the app", "button_text": "Form"}
        await expect(page.get_by_test_id("webapp")).to_be_hidden()
