"""Where the verdict on an order stands in the chat, and how a message of it is known."""

from storage import Message, Unit


def key_of(client_order_id: str, verdict: str) -> str:
    """Each verdict is told once, whoever finds it out."""
    return f"order:{client_order_id}:{verdict}"


def anew(key: str) -> str:
    """Of the message that tells it with a sound."""
    return f"{key}:news"


async def told_apart(unit: Unit, client_order_id: str) -> Message | None:
    """The message that says so far how it is with an order that has no confirmation to change."""
    keys = [anew(key_of(client_order_id, verdict)) for verdict in ("ACCEPTED", "UNKNOWN")]
    return await unit.outbox.newest(keys)
