"""Methods about updates: polling, and the answer to a tap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sandbox.telegram.callbacks import Answer
from sandbox.telegram.errors import bad_request, conflict

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.updates import Update

_LONGEST_POLL = 50
_MOST_UPDATES = 100
_ANSWER_LENGTH = 200


async def get_updates(call: Call) -> list[Update]:
    updates = call.bot.updates
    if call.bot.webhook:
        await asyncio.sleep(updates.conflict_pause())
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    remember_allowed(call)
    call.world.listen_to(call.bot)
    return await updates.fetch(
        offset=call.parameters.integer("offset"),
        limit=min(max(call.parameters.integer("limit") or _MOST_UPDATES, 1), _MOST_UPDATES),
        wait=min(max(call.parameters.integer("timeout"), 0), _LONGEST_POLL),
    )


async def answer_callback_query(call: Call) -> bool:
    text = call.parameters.text("text")
    if len(text) > _ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    show_alert, url = call.parameters.flag("show_alert"), call.parameters.text("url")
    answer = Answer(text, show_alert=show_alert, url=url)
    query_id = call.parameters.text("callback_query_id")
    call.world.queries.answer(query_id, answer, call.world.now())
    await asyncio.sleep(0)  # the tap that waits goes on first
    return True


def remember_allowed(call: Call) -> None:
    allowed = call.parameters.json("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list) or not all(isinstance(kind, str) for kind in allowed):
        raise bad_request("expected an Array of String")
    call.bot.updates.allowed = allowed
