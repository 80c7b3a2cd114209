"""Contents of a message that are neither text nor a file."""

from __future__ import annotations

from typing import Any, NamedTuple


class Special(NamedTuple):
    """A location, a poll, a dice or something that happened to the chat."""

    fields: dict[str, Any]  # of the Message, as the Bot API spells them
    sentence: str  # what a person reads
    is_service: bool = False


def service(sentence: str, **fields: Any) -> Special:
    """Describe something that happened to the chat."""
    return Special(fields, sentence, is_service=True)


def location(point: dict[str, Any]) -> Special:
    return Special({"location": point}, f"📍 {point['latitude']}, {point['longitude']}")


def venue(place: dict[str, Any]) -> Special:
    """Describe a place; older clients read the location beside it."""
    fields = {"venue": place, "location": place["location"]}
    return Special(fields, f"📍 {place['title']}, {place['address']}")


def contact(card: dict[str, Any]) -> Special:
    return Special({"contact": card}, f"👤 {card['first_name']} {card['phone_number']}")


def dice(emoji: str, value: int) -> Special:
    return Special({"dice": {"emoji": emoji, "value": value}}, f"{emoji} {value}")


def poll(state: dict[str, Any]) -> Special:
    options = "\n".join(f"○ {option['text']}" for option in state["options"])
    return Special({"poll": state}, f"📊 {state['question']}\n{options}")
