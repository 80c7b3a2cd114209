"""Every method toured once, every answer and update held against the Bot API's description."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from bot_api import DOCUMENT, BotApi

from sandbox.telegram.api import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Caller, Sandbox

ALICE, BOB = 1001, 1002
KINDS = {
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "poll",
}
KEYS = {
    "inline_keyboard": [
        [{"text": "Buy", "callback_data": "b", "style": "success"}],
        [{"text": "Docs", "url": "https://example.org/"}, {"text": "Off", "disabled": {}}],
        [{"text": "Copy", "copy_text": {"text": "42"}}],
        [{"text": "App", "web_app": {"url": "https://example.org/app"}}],
        [{"text": "Ask", "switch_inline_query_current_chat": ""}],
    ]
}
FORMATTED = (
    "*bold _both_* ~gone~ ||hidden|| `code` [link](https://example.org/) "
    "![5 min](tg://time?unix=1790000000&format=r) [Alice](tg://user?id=1001)\n"
    "```python\nprint(1)```\n>quoted\n>more||\nend at /help"
)
HTML = (
    "<h1>Balances</h1><p>All of <b>them</b> <tg-time unix=1790000000 format=r>now</tg-time></p>"
    "<table bordered><caption>Spot</caption><tr><th>Asset</th><th>Free</th></tr>"
    "<tr><td>BTC</td><td align=right><code>0.1</code></td></tr></table>"
    "<ul><li>one</li><li>two</li></ul><ol start=3><li>three</li></ol><hr>"
    "<details open><summary>Fees</summary><p>0.1 %</p></details>"
    "<blockquote>as said<cite>somebody</cite></blockquote>"
    "<pre><code class=language-py>1</code></pre>"
    "<tg-button-row align=center><tg-button callback-data=x style=primary>Go</tg-button>"
    "</tg-button-row><footer>the end</footer>"
)


@dataclass
class Tour:
    """Calls methods and remembers what came back."""

    bot: Caller
    api: BotApi
    toured: set[str] = field(default_factory=set)

    async def __call__(self, method: str, **parameters: Any) -> Any:
        result = await self.bot.result(method, **parameters)
        return self._seen(method, result)

    async def uploads(self, method: str, files: dict[str, Any], **fields: str) -> Any:
        path = f"/bot{self.bot.token}/{method}"
        answer = (await self.bot.http.post(path, data=fields, files=files)).json()
        assert answer["ok"], answer
        return self._seen(method, answer["result"])

    def _seen(self, method: str, result: Any) -> Any:
        self.api.check_answer(method, result)
        self.toured.add(method)
        return result


async def about_itself(tour: Tour) -> None:
    await tour("getMe")
    for name in ("Name", "Description", "ShortDescription"):
        await tour(f"setMy{name}", **{_snake(name): f"A {name}"})
        await tour(f"getMy{name}", language_code="tr")
    commands = [{"command": "price", "description": "Latest price"}]
    await tour("setMyCommands", commands=commands, scope={"type": "all_private_chats"})
    await tour("getMyCommands", scope={"type": "all_private_chats"})
    await tour("deleteMyCommands")
    app = {"type": "web_app", "text": "Keys", "web_app": {"url": "https://example.org/keys"}}
    await tour("setChatMenuButton", chat_id=ALICE, menu_button=app)
    await tour("getChatMenuButton", chat_id=ALICE)
    await tour("setMyDefaultAdministratorRights", rights={"can_pin_messages": True})
    await tour("getMyDefaultAdministratorRights")
    await tour("setWebhook", url="https://example.org/hook", allowed_updates=sorted(KINDS))
    await tour("getWebhookInfo")
    await tour("deleteWebhook")


async def writing(tour: Tour, sandbox: Sandbox) -> None:
    asked = await sandbox.says("/start deep_link")
    sent = await tour(
        "sendMessage",
        chat_id=ALICE,
        text=FORMATTED,
        parse_mode="MarkdownV2",
        reply_markup=KEYS,
        reply_parameters={"message_id": asked, "quote": "deep"},
        link_preview_options={"is_disabled": True},
        message_effect_id="5104841245755180586",
        protect_content=True,
    )
    here = {"chat_id": ALICE, "message_id": sent["message_id"]}
    await tour("editMessageText", **here, text="<b>now</b>", parse_mode="HTML", reply_markup=KEYS)
    await tour("editMessageReplyMarkup", **here)
    await tour("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "👍"}])
    await tour("pinChatMessage", **here)
    await tour("getChat", chat_id=ALICE)
    await tour("unpinChatMessage", **here)
    await tour("unpinAllChatMessages", chat_id=ALICE)
    rich = await tour("sendRichMessage", chat_id=ALICE, rich_message={"html": HTML})
    blocks = [{"type": "map", "location": {"latitude": 41.0, "longitude": 29}}]
    await tour(
        "editMessageText",
        chat_id=ALICE,
        message_id=rich["message_id"],
        rich_message={"blocks": blocks},
    )
    await tour("sendMessageDraft", chat_id=ALICE, draft_id=1, text="placing")
    await tour("sendRichMessageDraft", chat_id=ALICE, draft_id=1, rich_message={"html": "<p>x</p>"})
    await tour("sendChatAction", chat_id=ALICE, action="typing")
    plain = await tour("sendMessage", chat_id=ALICE, text="to copy")
    source = {"chat_id": BOB, "from_chat_id": ALICE}
    await tour("forwardMessage", **source, message_id=plain["message_id"])
    await tour("forwardMessages", **source, message_ids=[plain["message_id"]])
    await tour("copyMessage", **source, message_id=plain["message_id"])
    await tour("copyMessages", **source, message_ids=[plain["message_id"]])
    await tour("deleteMessage", chat_id=ALICE, message_id=plain["message_id"])
    await tour("deleteMessages", chat_id=ALICE, message_ids=[asked])


async def sending_files(tour: Tour, picture: bytes) -> None:
    png, other = ("a.png", picture, "image/png"), ("a.bin", b"x" * 10, "application/octet-stream")
    sent = await tour.uploads("sendPhoto", {"photo": png}, chat_id=str(ALICE), has_spoiler="true")
    for kind in ("document", "video", "animation", "audio", "voice", "sticker"):
        method = f"send{kind.capitalize()}"
        await tour.uploads(method, {kind: other}, chat_id=str(ALICE), caption="x", duration="3")
    await tour.uploads("sendVideoNote", {"video_note": other}, chat_id=str(ALICE))
    album = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    files = {"a": png, "b": png}
    await tour.uploads("sendMediaGroup", files, chat_id=str(ALICE), media=json.dumps(album))
    (photo,) = sent["photo"]
    await tour("getFile", file_id=photo["file_id"])
    here = {"chat_id": ALICE, "message_id": sent["message_id"]}
    await tour("editMessageCaption", **here, caption="1d")
    await tour.uploads(
        "editMessageMedia",
        {"x": other},
        media=json.dumps({"type": "document", "media": "attach://x"}),
        **{name: str(value) for name, value in here.items()},
    )
    inside = {"type": "photo", "photo": {"type": "photo", "media": photo["file_id"]}}
    await tour("sendRichMessage", chat_id=ALICE, rich_message={"blocks": [inside]})
    await tour("getUserProfilePhotos", user_id=ALICE)


async def sending_the_rest(tour: Tour) -> None:
    where = {"latitude": 41.01, "longitude": 28.98}
    await tour("sendLocation", chat_id=ALICE, **where)
    live = await tour("sendLocation", chat_id=ALICE, live_period=60, **where)
    here = {"chat_id": ALICE, "message_id": live["message_id"]}
    await tour("editMessageLiveLocation", **here, latitude=41.02, longitude=29)
    await tour("stopMessageLiveLocation", **here)
    await tour("sendVenue", chat_id=ALICE, title="Here", address="Street 1", **where)
    await tour("sendContact", chat_id=ALICE, phone_number="+90555", first_name="Carol")
    await tour("sendDice", chat_id=ALICE)
    poll = await tour("sendPoll", chat_id=ALICE, question="Up?", options=[{"text": "Yes"}, "No"])
    await tour("stopPoll", chat_id=ALICE, message_id=poll["message_id"])


async def in_a_group(tour: Tour, sandbox: Sandbox) -> None:
    founded = {"title": "Traders", "type": "group", "members": [ALICE, BOB]}
    small = (await sandbox.post("groups", founded))["chat_id"]
    group = (await sandbox.post("migrate", {"chat_id": small}))["chat_id"]
    appointed = {"chat_id": group, "user_id": "bot", "status": "creator"}
    await sandbox.post("members", appointed)
    bob = {"chat_id": group, "user_id": BOB}
    await tour("getChatMemberCount", chat_id=group)
    await tour("promoteChatMember", **bob, can_pin_messages=True)
    await tour("getChatAdministrators", chat_id=group)
    await tour("restrictChatMember", **bob, permissions={"can_send_messages": True})
    await tour("getChatMember", **bob)
    await tour("banChatMember", **bob)
    await tour("getChatMember", **bob)
    await tour("unbanChatMember", **bob)
    await tour("setChatPermissions", chat_id=group, permissions={"can_send_messages": True})
    await tour("setChatTitle", chat_id=group, title="Whales")
    await tour("setChatDescription", chat_id=group, description="Only big fish")
    await tour("exportChatInviteLink", chat_id=group)
    await tour("createChatInviteLink", chat_id=group, name="Friends", member_limit=3)
    await tour("getChat", chat_id=group)
    await sandbox.says("everybody?", chat_id=group)
    await tour("leaveChat", chat_id=group)


async def answering(tour: Tour, sandbox: Sandbox) -> None:
    sent = await tour("sendMessage", chat_id=ALICE, text="tap", reply_markup=KEYS)
    tap = {"user_id": ALICE, "message_id": sent["message_id"], "label": "Buy", "wait": 5}
    tapping = asyncio.create_task(sandbox.post("tap", tap))
    query = await _update(tour, "callback_query")
    await tour("answerCallbackQuery", callback_query_id=query["id"], text="done")
    await tapping
    asking = asyncio.create_task(
        sandbox.post("inline", {"user_id": ALICE, "query": "btc", "wait": 5})
    )
    query = await _update(tour, "inline_query")
    content = {"message_text": "*BTC*", "parse_mode": "Markdown"}
    article = {"type": "article", "id": "1", "title": "BTC", "input_message_content": content}
    result = article | {"reply_markup": KEYS}
    await tour("answerInlineQuery", inline_query_id=query["id"], results=[result])
    asked = await asking
    choice = {"user_id": ALICE, "inline_query_id": asked["inline_query_id"], "result_id": "1"}
    await sandbox.post("inline/choose", choice)
    chosen = await _update(tour, "chosen_inline_result")
    edit = {"inline_message_id": chosen["inline_message_id"], "text": "ETH"}
    await tour("editMessageText", **edit)
    app = await sandbox.post("webapp", {"user_id": ALICE, "url": "https://example.org/"})
    await tour("answerWebAppQuery", web_app_query_id=app["query_id"], result=result)
    data = {"user_id": ALICE, "button_text": "Keys", "data": "{}"}
    await sandbox.post("webapp/data", data)


async def people_act(sandbox: Sandbox, picture: bytes) -> None:
    said = await sandbox.says("one", reply_to_message_id=await sandbox.says("nil"))
    there = {"user_id": ALICE, "message_id": said}
    await sandbox.post("edit", there | {"text": "two"})
    await sandbox.post("reaction", there | {"emoji": "🔥"})
    await sandbox.post("delete", there)
    upload = {"user_id": str(ALICE), "kind": "photo", "caption": "look"}
    files = {"file": ("a.png", picture, "image/png")}
    answer = await sandbox.http.post("/sandbox/upload", data=upload, files=files)
    assert answer.status_code == 200, answer.text
    await sandbox.post("block", {"user_id": BOB})


async def _update(tour: Tour, kind: str) -> Any:
    """Wait for the newest update of a kind."""
    for _ in range(100):
        found = [update[kind] for update in await tour.bot.updates() if kind in update]
        if found:
            return found[-1]
        await asyncio.sleep(0)
    raise AssertionError(f"no {kind} came")


def _snake(name: str) -> str:
    return {"ShortDescription": "short_description"}.get(name, name.lower())


@pytest.mark.skipif(not DOCUMENT.exists(), reason="needs the Bot API's description")
async def test_every_answer_and_update_is_what_the_bot_api_describes(
    bot: Caller,
    sandbox: Sandbox,
    png: Callable[[int, int], bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    api = BotApi.read()
    tour = Tour(bot, api)
    await bot.updates(allowed_updates=sorted(KINDS))
    await about_itself(tour)
    await writing(tour, sandbox)
    await sending_files(tour, png(8, 6))
    await sending_the_rest(tour)
    await people_act(sandbox, png(8, 6))
    await in_a_group(tour, sandbox)
    await answering(tour, sandbox)
    updates = await tour("getUpdates", limit=100)
    for update in updates:
        api.check_update(update)
    for method in ("logOut", "close"):
        await tour(method)

    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(tour.toured)} methods answered, {len(updates)} updates, "
            f"{api.objects} objects checked\n"
        )
    assert [wrong for wrong in api.complaints if wrong] == []
    assert tour.toured == {method.name for method in METHODS.values()}
    assert {kind for update in updates for kind in update} == KINDS | {"update_id"}
