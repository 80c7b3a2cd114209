"""Methods of inline mode and Mini Apps: results that people send as their own messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram import specials
from sandbox.telegram.api.call import Call
from sandbox.telegram.api.composing import EMPTY
from sandbox.telegram.api.enriching import rich_message_of
from sandbox.telegram.api.extras import point
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.buttons import web_app
from sandbox.telegram.errors import bad_request
from sandbox.telegram.inline import InlineAnswer, InlineResult
from sandbox.telegram.keyboards import markup
from sandbox.telegram.media import Media
from sandbox.telegram.people.inline import post_result

if TYPE_CHECKING:
    from sandbox.telegram.keyboards import Rows

_MOST_RESULTS = 50
_ID_BYTES = 64
_FILES = {  # by type of result: the field of its file_id
    "photo": "photo_file_id",
    "gif": "gif_file_id",
    "mpeg4_gif": "mpeg4_file_id",
    "document": "document_file_id",
    "video": "video_file_id",
    "voice": "voice_file_id",
    "audio": "audio_file_id",
    "sticker": "sticker_file_id",
}
_TITLED = ("article", "document", "video", "voice", "venue", "location")


async def answer_inline_query(call: Call) -> bool:
    listed = call.parameters.json("results", "inline query results") or []
    if not isinstance(listed, list):
        raise bad_request("expected an Array of inline query results")
    if len(listed) > _MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_result(call, given) for given in listed]
    if len({result.given["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer = InlineAnswer(results, call.parameters.text("next_offset"), _button(call))
    query_id = call.parameters.text("inline_query_id")
    call.world.inline_queries.answer(query_id, answer, call.world.now())
    return True


async def answer_web_app_query(call: Call) -> dict[str, str]:
    given = call.parameters.json("result", "web view query result")
    if given is None:
        raise bad_request("result isn't specified")
    result = _result(call, given)
    query_id = call.parameters.text("web_app_query_id")
    person, chat = call.world.web_app_queries.take(query_id)
    _, inline_message_id = post_result(call.world, person, chat, result)
    return {"inline_message_id": inline_message_id} if inline_message_id else {}


def _result(call: Call, given: Any) -> InlineResult:
    if not isinstance(given, dict):
        raise _refused("Inline query result must be an object")
    for name in ("type", "id"):
        if not isinstance(given.get(name), str):
            raise _refused(f'Can\'t find field "{name}"')
    if not 1 <= len(given["id"].encode()) <= _ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    kind = given["type"].lower()
    if kind in _TITLED and not given.get("title"):
        raise _refused('Can\'t find field "title"')
    result = InlineResult(given, EMPTY, keyboard=_keyboard(given))
    if content := given.get("input_message_content"):
        _fill_in(call, result, content)
    else:
        _fill_from_result(call, result, kind, given)
    return result


def _keyboard(given: dict[str, Any]) -> Rows | None:
    return markup(given.get("reply_markup")).inline


def _fill_in(call: Call, result: InlineResult, content: Any) -> None:
    """Fill in the message from an InputMessageContent."""
    if not isinstance(content, dict):
        raise _refused("Input message content is not specified")
    inner = Call(call.world, call.bot, Parameters(content, call.parameters.uploads))
    if "message_text" in content:
        result.content = inner.formatted("message_text")
        if not result.content.text:
            raise bad_request("message text is empty")
    elif "rich_message" in content:
        result.rich = rich_message_of(call, content["rich_message"])
    elif "phone_number" in content:
        names = ("phone_number", "first_name", "last_name", "vcard")
        card = {name: inner.parameters.text(name) for name in names if content.get(name)}
        result.special = specials.contact(card)
    elif "address" in content:
        place = {name: inner.parameters.required(name) for name in ("title", "address")}
        result.special = specials.venue(place | {"location": point(inner)})
    elif "latitude" in content:
        result.special = specials.location(point(inner))
    else:
        raise _refused("Input message content is not specified")


def _fill_from_result(call: Call, result: InlineResult, kind: str, given: dict[str, Any]) -> None:
    """Fill in the message of a result that is its own content."""
    inner = Call(call.world, call.bot, Parameters(given, call.parameters.uploads))
    if kind in _FILES:
        if not given.get(_FILES[kind]):
            raise bad_request("WEBDOCUMENT_URL_INVALID")  # addresses cannot be fetched here
        result.media = Media(call.world.files.by_id(str(given[_FILES[kind]])))
        result.content = inner.caption()
    elif kind in ("location", "venue", "contact"):
        _fill_in(call, result, given)
    elif kind == "article":
        raise _refused('Can\'t find field "message_text"')
    else:
        raise _refused(f'type "{kind}" is unsupported for the inline query result')


def _button(call: Call) -> dict[str, Any] | None:
    """Return the button above the results."""
    given = call.parameters.json("button", "inline query results button")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _refused_button("InlineQueryResultsButton must be an Object")
    if not isinstance(given.get("text"), str):
        raise _refused_button('Can\'t find field "text"')
    if "start_parameter" in given:
        return {"text": given["text"], "start_parameter": str(given["start_parameter"])}
    if "web_app" in given:
        app = web_app(given["web_app"], "inline query results button Web App")
        return {"text": given["text"], "web_app": app}
    raise _refused_button("InlineQueryResultsButton must have exactly one optional field")


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse inline query result: {reason}")


def _refused_button(reason: str) -> Exception:
    return bad_request(f"can't parse inline query results button: {reason}")
