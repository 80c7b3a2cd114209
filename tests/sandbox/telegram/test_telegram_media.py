"""Files of all kinds, albums, copies and forwards, and what is neither text nor file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Caller, Sandbox

ALICE, BOB = 1001, 1002
BYTES = b"x" * 100


async def upload(bot: Caller, method: str, files: dict[str, Any], **fields: str) -> dict[str, Any]:
    fields = {"chat_id": str(ALICE)} | fields
    answer = await bot.http.post(f"/bot{bot.token}/{method}", data=fields, files=files)
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize("kind", ["document", "video", "animation", "audio", "voice", "video_note"])
async def test_a_file_can_be_sent_again_by_its_id(kind: str, bot: Caller, sandbox: Sandbox) -> None:
    method = "send" + "".join(map(str.capitalize, kind.split("_")))
    sent = (await upload(bot, method, {kind: ("a.bin", BYTES)}, duration="3"))["result"]
    answer = await bot.http.get(
        f"/bot{bot.token}/{method}", params={"chat_id": BOB, kind: sent[kind]["file_id"]}
    )

    assert answer.json()["result"][kind] == sent[kind]
    assert sent[kind].get("duration", 3) == 3
    (seen,) = await sandbox.sees(BOB)
    (shown,) = seen["media"]
    assert (shown["type"], shown["bytes"], shown["file_name"]) == (kind, 100, "a.bin")
    assert (await sandbox.http.get(shown["url"])).content == BYTES


async def test_an_album_shares_a_group_id(
    bot: Caller, sandbox: Sandbox, png: Callable[[int, int], bytes]
) -> None:
    album = [
        {"type": "photo", "media": "attach://a", "caption": "*one*", "parse_mode": "MarkdownV2"},
        {"type": "photo", "media": "attach://b", "has_spoiler": True},
    ]
    files = {name: (f"{name}.png", png(8, 6)) for name in "ab"}

    sent = (await upload(bot, "sendMediaGroup", files, media=json.dumps(album)))["result"]

    (group_id,) = {message["media_group_id"] for message in sent}
    assert sent[0]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]
    assert sent[1]["has_media_spoiler"] is True
    seen = await sandbox.sees()
    assert [message["media_group_id"] for message in seen] == [group_id, group_id]
    assert seen[1]["media"][0]["spoiler"] is True


@pytest.mark.parametrize(
    ("media", "reason"),
    [
        (None, 'parameter "media" is required'),
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": "x"}] * 11, "too many messages to send as an album"),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
        (
            [{"type": "animation", "media": "x"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        (
            [{"type": "poll", "media": "x"}],
            'can\'t parse InputMedia: type "poll" is unsupported',
        ),
        (
            [{"type": "photo", "media": "https://example.org/a.png"}],
            "failed to get HTTP URL content",
        ),
    ],
)
async def test_a_wrong_album_is_refused(media: Any, reason: str, bot: Caller) -> None:
    assert await bot.error("sendMediaGroup", chat_id=ALICE, media=media) == f"Bad Request: {reason}"


async def test_documents_do_not_mix_and_photos_are_no_documents(
    bot: Caller, png: Callable[[int, int], bytes]
) -> None:
    files = {"a": ("a.png", png(8, 6)), "b": ("b.bin", BYTES)}
    media = [{"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://b"}]
    mixed = await upload(bot, "sendMediaGroup", files, media=json.dumps(media))
    photo = (await upload(bot, "sendPhoto", {"photo": files["a"]}))["result"]["photo"][0]

    assert mixed["description"] == "Bad Request: Document can't be mixed with other media types"
    wrong = await bot.error("sendDocument", chat_id=ALICE, document=photo["file_id"])
    assert wrong == "Bad Request: can't use file of type Photo as Document"


async def test_a_forward_names_who_wrote_first_and_a_copy_does_not(
    bot: Caller, sandbox: Sandbox
) -> None:
    said = await sandbox.says("hello")
    source = {"from_chat_id": ALICE, "message_id": said}

    forward = await bot.result("forwardMessage", chat_id=BOB, **source)
    copy = await bot.result("copyMessage", chat_id=BOB, **source)

    assert forward["forward_origin"]["sender_user"]["id"] == ALICE
    forwarded, copied = await sandbox.sees(BOB)
    assert forwarded["forward"]["name"] == "Alice"
    assert (copied["message_id"], copied["text"]) == (copy["message_id"], "hello")
    assert "forward" not in copied


async def test_several_messages_are_copied_and_missing_ones_skipped(
    bot: Caller, sandbox: Sandbox
) -> None:
    ids = [await sandbox.says(text) for text in ("one", "two")]
    source = {"chat_id": BOB, "from_chat_id": ALICE}

    copies = await bot.result("copyMessages", **source, message_ids=[7, *ids])

    assert [list(copy) for copy in copies] == [["message_id"]] * 2
    assert [message["text"] for message in await sandbox.sees(BOB)] == ["one", "two"]
    assert await bot.error("copyMessages", **source, message_ids=[]) == (
        "Bad Request: message identifiers are not specified"
    )
    assert "strictly increasing order" in await bot.error(
        "forwardMessages", **source, message_ids=ids[::-1]
    )


async def test_protected_content_cannot_be_taken_along(bot: Caller, sandbox: Sandbox) -> None:
    sent = await bot.send("secret", protect_content=True)
    source = {"chat_id": BOB, "from_chat_id": ALICE, "message_id": sent["message_id"]}

    assert sent["has_protected_content"] is True
    assert await bot.error("forwardMessage", **source) == (
        "Bad Request: the message can't be forwarded"
    )
    (seen,) = await sandbox.sees()
    assert seen["protected"] is True


@pytest.mark.parametrize(
    ("method", "parameters", "text"),
    [
        ("sendLocation", {"latitude": 41.5, "longitude": "29"}, "📍 41.5, 29.0"),
        ("sendContact", {"phone_number": "+90", "first_name": "Carol"}, "👤 Carol +90"),
        ("sendPoll", {"question": "Up?", "options": '["Yes", "No"]'}, "📊 Up?\n○ Yes\n○ No"),
    ],
)
async def test_the_rest_is_shown_in_words(
    method: str, parameters: dict[str, Any], text: str, bot: Caller, sandbox: Sandbox
) -> None:
    await bot.result(method, chat_id=ALICE, **parameters)

    (seen,) = await sandbox.sees()
    assert seen["text"] == text


async def test_a_person_sends_files_too(
    bot: Caller, sandbox: Sandbox, png: Callable[[int, int], bytes]
) -> None:
    fields = {"user_id": str(ALICE), "kind": "photo", "caption": "/chart"}
    answer = await sandbox.http.post(
        "/sandbox/upload", data=fields, files={"file": ("a.png", png(8, 6))}
    )
    wrong = await sandbox.http.post(
        "/sandbox/upload", data=fields, files={"file": ("a.png", b"nonsense")}
    )

    (update,) = await bot.updates()
    assert update["message"]["message_id"] == answer.json()["message_id"]
    assert (update["message"]["caption"], update["message"]["photo"][0]["width"]) == ("/chart", 8)
    assert wrong.status_code == 400
    file = await bot.result("getFile", file_id=update["message"]["photo"][0]["file_id"])
    loaded = await bot.http.get(f"/file/bot{bot.token}/{file['file_path']}")
    assert loaded.content == png(8, 6)
