"""Methods about updates: polling, webhook, the answer to a tap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.telegram.callbacks import Answer
from sandbox.telegram.errors import bad_request, conflict

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.updates import Update

_LONGEST_POLL = 50
_MOST_UPDATES = 100
_ANSWER_LENGTH = 200


async def get_updates(call: Call) -> list[Update]:
    world, updates = call.world, call.bot.updates
    if call.bot.webhook.get("url"):
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _remember_allowed(call)
    first_poll = not updates.has_been_polled
    changed = world.bot is not call.bot
    world.bot = call.bot  # people write to the bot that asked last
    if first_poll or changed:
        world.live.tell("reset" if changed else "page")
    return await updates.fetch(
        offset=call.parameters.integer("offset"),
        limit=min(max(call.parameters.integer("limit") or _MOST_UPDATES, 1), _MOST_UPDATES),
        wait=min(max(call.parameters.integer("timeout"), 0), _LONGEST_POLL),
    )


async def set_webhook(call: Call) -> bool:
    """Remember the address; nothing is delivered to it, and getWebhookInfo says so."""
    url = call.parameters.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _remember_allowed(call)
    _drop_pending(call)
    call.bot.webhook = {"url": url} if url else {}
    if url:
        call.bot.updates.end_polling("terminated by setWebhook request")
    return True


async def delete_webhook(call: Call) -> bool:
    _drop_pending(call)
    call.bot.webhook = {}
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    url, pending = call.bot.webhook.get("url", ""), len(call.bot.updates)
    info = {"url": url, "has_custom_certificate": False, "pending_update_count": pending}
    if call.bot.updates.allowed:
        info["allowed_updates"] = call.bot.updates.allowed
    if url and pending:
        info["last_error_date"] = int(call.world.now())
        info["last_error_message"] = "The sandbox delivers updates by getUpdates only"
    return info


async def answer_callback_query(call: Call) -> bool:
    text = call.parameters.text("text")
    if len(text) > _ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(text, show_alert=call.parameters.flag("show_alert"))
    query_id = call.parameters.text("callback_query_id")
    call.world.queries.answer(query_id, answer, call.world.now())
    await asyncio.sleep(0)  # the tap that waits goes on first
    return True


def _remember_allowed(call: Call) -> None:
    allowed = call.parameters.json("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(kind, str) for kind in allowed):
        raise bad_request("expected an Array of String")
    call.bot.updates.allowed = allowed


def _drop_pending(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.bot.updates.clear()
