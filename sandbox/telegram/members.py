"""Members of a chat: their status and what it lets them do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
Rights = dict[str, bool]

ADMINISTRATOR_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_manage_tags",
    "can_send_welcome_messages",
)
_NOT_BY_DEFAULT = ("is_anonymous", "can_promote_members")
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
ALL_PERMISSIONS: Rights = dict.fromkeys(PERMISSIONS, True)
USUAL_RIGHTS: Rights = {right: right not in _NOT_BY_DEFAULT for right in ADMINISTRATOR_RIGHTS}
_PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(frozen=True)
class Member:
    """Somebody's place in a chat; `rights` matter to administrators and the restricted only."""

    status: Status = "member"
    rights: Rights = field(default_factory=dict)
    until_date: int = 0

    @property
    def is_present(self) -> bool:
        if self.status == "restricted":
            return self.rights.get("is_member", True)
        return self.status in _PRESENT

    @property
    def is_administrator(self) -> bool:
        return self.status in ("creator", "administrator")

    def may(self, right: str, permissions: Rights) -> bool:
        """Whether the member has a right, be it its own or what the chat permits everybody."""
        if self.status == "creator":
            return True
        if self.status == "administrator":
            return self.rights.get(right, False) or permissions.get(right, False)
        if self.status == "restricted":
            return self.rights.get(right, False)
        return self.status == "member" and permissions.get(right, False)

    def as_api(self, user: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {"status": self.status, "user": user}
        if self.status == "creator":
            return body | {"is_anonymous": False}
        if self.status == "administrator":
            rights = {right: self.rights.get(right, False) for right in ADMINISTRATOR_RIGHTS}
            return body | {"can_be_edited": False} | rights
        if self.status == "restricted":
            rights = {right: self.rights.get(right, False) for right in PERMISSIONS}
            return body | {"is_member": self.is_present, "until_date": self.until_date} | rights
        return body | ({"until_date": self.until_date} if self.status == "kicked" else {})


def with_status(status: Status) -> Member:
    """Return a member with the rights that usually come with the status."""
    if status == "administrator":
        return Member(status, dict(USUAL_RIGHTS))
    if status == "restricted":
        return Member(status, dict.fromkeys(PERMISSIONS, False) | {"is_member": True})
    return Member(status)
