"""The methods of the Bot API that the sandbox knows, each in the file of its subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from sandbox.telegram.api import (
    chatting,
    copying,
    deleting,
    describing,
    editing,
    extras,
    inlining,
    lookups,
    memberships,
    pinning,
    profile,
    sending,
    updating,
    uploads,
    webhooks,
)
from sandbox.telegram.api.call import Call

Function = Callable[[Call], Awaitable[Any]]


class Method(NamedTuple):
    name: str
    carry_out: Function


_FUNCTIONS: list[Function] = [
    profile.get_me,
    profile.log_out,
    profile.close,
    profile.set_my_name,
    profile.get_my_name,
    profile.set_my_description,
    profile.get_my_description,
    profile.set_my_short_description,
    profile.get_my_short_description,
    profile.set_my_default_administrator_rights,
    profile.get_my_default_administrator_rights,
    describing.set_my_commands,
    describing.get_my_commands,
    describing.delete_my_commands,
    describing.set_chat_menu_button,
    describing.get_chat_menu_button,
    updating.get_updates,
    updating.answer_callback_query,
    webhooks.set_webhook,
    webhooks.delete_webhook,
    webhooks.get_webhook_info,
    inlining.answer_inline_query,
    inlining.answer_web_app_query,
    sending.send_message,
    sending.send_rich_message,
    sending.send_message_draft,
    sending.send_rich_message_draft,
    sending.send_chat_action,
    uploads.send_photo,
    uploads.send_document,
    uploads.send_video,
    uploads.send_animation,
    uploads.send_audio,
    uploads.send_voice,
    uploads.send_video_note,
    uploads.send_sticker,
    uploads.send_media_group,
    extras.send_location,
    extras.send_venue,
    extras.send_contact,
    extras.send_dice,
    extras.send_poll,
    extras.stop_poll,
    copying.forward_message,
    copying.forward_messages,
    copying.copy_message,
    copying.copy_messages,
    editing.edit_message_text,
    editing.edit_message_caption,
    editing.edit_message_media,
    editing.edit_message_live_location,
    editing.stop_message_live_location,
    editing.edit_message_reply_markup,
    deleting.delete_message,
    deleting.delete_messages,
    pinning.pin_chat_message,
    pinning.unpin_chat_message,
    pinning.unpin_all_chat_messages,
    pinning.set_message_reaction,
    chatting.get_chat,
    chatting.set_chat_title,
    chatting.set_chat_description,
    chatting.export_chat_invite_link,
    chatting.create_chat_invite_link,
    memberships.get_chat_member,
    memberships.get_chat_member_count,
    memberships.get_chat_administrators,
    memberships.ban_chat_member,
    memberships.unban_chat_member,
    memberships.restrict_chat_member,
    memberships.promote_chat_member,
    memberships.set_chat_permissions,
    memberships.leave_chat,
    lookups.get_file,
    lookups.get_user_profile_photos,
]


def _method(function: Function) -> Method:
    first, *rest = function.__name__.split("_")
    return Method(first + "".join(map(str.capitalize, rest)), function)


METHODS = {method.name.lower(): method for method in map(_method, _FUNCTIONS)}
"""By lower-case name, because Telegram does not look at the case."""
