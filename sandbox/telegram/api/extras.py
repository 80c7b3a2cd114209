"""Methods that send what is neither text nor a file: places, contacts, dice, polls."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from sandbox.telegram import specials
from sandbox.telegram.api.composing import send
from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call

_DICE = {"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}
_LIVE_OPTIONS = ("live_period", "heading", "proximity_alert_radius")
_VENUE_IDS = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
_QUESTION_LENGTH = 300
_OPTION_LENGTH = 100
_MOST_OPTIONS = 12


async def send_location(call: Call) -> dict[str, Any]:
    special = specials.location(point(call))
    return send(call, call.chat_to_send_to("locations"), special=special).as_api()


async def send_venue(call: Call) -> dict[str, Any]:
    place: dict[str, Any] = {"location": point(call)}
    place |= {name: call.parameters.required(name) for name in ("title", "address")}
    place |= _given(call, _VENUE_IDS)
    chat = call.chat_to_send_to("venues")
    return send(call, chat, special=specials.venue(place)).as_api()


async def send_contact(call: Call) -> dict[str, Any]:
    card = {name: call.parameters.required(name) for name in ("phone_number", "first_name")}
    card |= _given(call, ("last_name", "vcard"))
    chat = call.chat_to_send_to("contacts")
    return send(call, chat, special=specials.contact(card)).as_api()


async def send_dice(call: Call) -> dict[str, Any]:
    emoji = call.parameters.text("emoji") or "🎲"
    if emoji not in _DICE:
        raise bad_request("EMOTICON_INVALID")
    thrown = random.randint(1, _DICE[emoji])
    chat = call.chat_to_send_to("dice", "other_messages")
    return send(call, chat, special=specials.dice(emoji, thrown)).as_api()


async def send_poll(call: Call) -> dict[str, Any]:
    state = _poll(call)
    chat = call.chat_to_send_to("polls", "polls")
    return send(call, chat, special=specials.poll(state)).as_api()


async def stop_poll(call: Call) -> dict[str, Any]:
    chat, message = call.message("message with poll to stop")
    state = message.special.fields.get("poll") if message.special else None
    if state is None:
        raise bad_request("message is not a poll")
    if not message.from_bot or state["is_closed"]:
        raise bad_request("poll can't be stopped")
    stopped: dict[str, Any] = state | {"is_closed": True}
    message.special = specials.poll(stopped)
    message.keyboard = call.markup().inline
    call.world.show(call.bot, chat, message)
    call.world.update(call.bot, "poll", stopped)
    return stopped


def point(call: Call) -> dict[str, Any]:
    """Return the Location that the parameters describe."""
    for name in ("latitude", "longitude"):
        if not call.parameters.text(name).strip():
            raise bad_request(f"{name} is empty")
    latitude, longitude = call.parameters.number("latitude"), call.parameters.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("invalid location specified")
    where: dict[str, Any] = {"latitude": latitude, "longitude": longitude}
    if accuracy := call.parameters.number("horizontal_accuracy"):
        where["horizontal_accuracy"] = accuracy
    live = {name: call.parameters.integer(name) for name in _LIVE_OPTIONS}
    return where | {name: value for name, value in live.items() if value}


def _given(call: Call, names: tuple[str, ...]) -> dict[str, str]:
    texts = {name: call.parameters.text(name) for name in names}
    return {name: text for name, text in texts.items() if text}


def _poll(call: Call) -> dict[str, Any]:
    parameters = call.parameters
    question = call.formatted("question", "question_entities", "question_parse_mode").text
    if not question:
        raise bad_request("text must be non-empty")
    if len(question) > _QUESTION_LENGTH:
        raise bad_request(f"poll question length must not exceed {_QUESTION_LENGTH}")
    kind = parameters.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    state = {
        "id": str(next(call.world.query_ids)),
        "question": question,
        "options": _options(call),
        "total_voter_count": 0,
        "is_closed": parameters.flag("is_closed"),
        "is_anonymous": parameters.flag("is_anonymous") or not parameters.has("is_anonymous"),
        "type": kind,
        "allows_multiple_answers": parameters.flag("allows_multiple_answers"),
        "allows_revoting": parameters.flag("allows_revoting")
        or (kind == "regular" and not parameters.has("allows_revoting")),
        "members_only": parameters.flag("members_only"),
    }
    return state | (_right_answers(call) if kind == "quiz" else {})


def _right_answers(call: Call) -> dict[str, Any]:
    right = call.parameters.json("correct_option_ids", "correct option identifiers")
    if right is None and call.parameters.has("correct_option_id"):
        right = [call.parameters.integer("correct_option_id")]
    if not isinstance(right, list) or not right:
        raise bad_request("wrong correct option identifiers specified")
    return {"correct_option_ids": right}


def _options(call: Call) -> list[dict[str, Any]]:
    listed = call.parameters.json("options", "options")
    if not isinstance(listed, list):
        raise bad_request("expected an Array of String as options")
    if not listed:
        raise bad_request("poll must have at least one answer option")
    if len(listed) > _MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {_MOST_OPTIONS} options")
    texts = [each.get("text") if isinstance(each, dict) else each for each in listed]
    for text in texts:
        if not isinstance(text, str):
            raise bad_request("expected an option to be of type String")
        if not text:
            raise bad_request("text must be non-empty")
        if len(text) > _OPTION_LENGTH:
            raise bad_request(f"poll options length must not exceed {_OPTION_LENGTH}")
    return [
        {"persistent_id": str(number), "text": text, "voter_count": 0}
        for number, text in enumerate(texts)
    ]
