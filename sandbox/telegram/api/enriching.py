"""The `rich_message` parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.api.uploads import file_of
from sandbox.telegram.errors import bad_request
from sandbox.telegram.rich.blocks import Blocks
from sandbox.telegram.rich.html import parse_rich_html
from sandbox.telegram.rich.message import RichMessage

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.files import File

_SOURCES = ("html", "markdown", "blocks")


def rich_message(call: Call, *, thinking: bool = False) -> RichMessage:
    """Return the message from its blocks or its HTML."""
    call.parameters.required("rich_message")
    return rich_message_of(
        call, call.parameters.json("rich_message", "rich message"), thinking=thinking
    )


def rich_message_of(call: Call, given: Any, *, thinking: bool = False) -> RichMessage:
    if not isinstance(given, dict):
        raise bad_request("can't parse InputRichMessage: expected an Object")
    if sum(bool(given.get(source)) for source in _SOURCES) != 1:
        raise bad_request("rich message must be non-empty")
    if given.get("markdown"):
        raise bad_request("the sandbox reads rich messages as blocks or HTML, not as Markdown")
    reader = Blocks(lambda kind, media: _open(call, kind, media), thinking=thinking)
    blocks = reader.read(given.get("blocks") or _from_html(given))
    if not blocks:
        raise bad_request("rich message must be non-empty")
    return RichMessage(blocks, is_rtl=bool(given.get("is_rtl")))


def _from_html(given: dict[str, Any]) -> list[dict[str, Any]]:
    listed = given.get("media") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise bad_request("can't parse InputRichMessage: expected an Array of media")
    media = {str(each.get("id")): each.get("media") or {} for each in listed}
    return parse_rich_html(str(given["html"]), media)


def _open(call: Call, kind: str, media: dict[str, Any]) -> File:
    return file_of(call, kind, Parameters(media, call.parameters.uploads), "media")
