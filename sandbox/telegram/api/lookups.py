"""Methods that tell about files and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call


async def get_file(call: Call) -> dict[str, Any]:
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    file = call.world.files.by_id(file_id)
    if not file.is_downloadable:
        raise bad_request("file is too big")
    return file.as_api() | {"file_path": file.path}


async def get_user_profile_photos(call: Call) -> dict[str, Any]:
    """Answer that there are none: nobody has a picture here."""
    user_id = call.user_id()
    if user_id not in call.world.people and user_id != call.bot.id:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
