"""Methods that send files: by upload, by `attach://` or once more by file_id."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sandbox.telegram.api.composing import send
from sandbox.telegram.api.parameters import Parameters
from sandbox.telegram.errors import bad_request
from sandbox.telegram.media import Media

if TYPE_CHECKING:
    from sandbox.telegram.api.call import Call
    from sandbox.telegram.files import File
    from sandbox.telegram.text.formatted import Formatted

IN_ALBUMS = ("photo", "video", "audio", "document")
EDITABLE = (*IN_ALBUMS, "animation")
_MIXABLE = ("photo", "video")
_LARGEST_ALBUM = 10
_NUMBERS = ("width", "height", "duration", "length")
_TEXTS = ("title", "performer", "emoji")
_DETAILS = {
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "audio": ("duration", "title", "performer"),
    "voice": ("duration",),
    "video_note": ("duration", "length"),
    "sticker": ("emoji",),
}
_NAMES = {"voice": "VoiceNote", "video_note": "VideoNote"}
_RIGHTS = {  # by kind: what Telegram calls it when the bot may not, and the permission
    "photo": ("photos", "photos"),
    "document": ("documents", "documents"),
    "video": ("videos", "videos"),
    "animation": ("animations", "other_messages"),
    "audio": ("music", "audios"),
    "voice": ("voice notes", "voice_notes"),
    "video_note": ("video notes", "video_notes"),
    "sticker": ("stickers", "other_messages"),
}


async def send_photo(call: Call) -> dict[str, Any]:
    return _send(call, "photo")


async def send_document(call: Call) -> dict[str, Any]:
    return _send(call, "document")


async def send_video(call: Call) -> dict[str, Any]:
    return _send(call, "video")


async def send_animation(call: Call) -> dict[str, Any]:
    return _send(call, "animation")


async def send_audio(call: Call) -> dict[str, Any]:
    return _send(call, "audio")


async def send_voice(call: Call) -> dict[str, Any]:
    return _send(call, "voice")


async def send_video_note(call: Call) -> dict[str, Any]:
    return _send(call, "video_note")


async def send_sticker(call: Call) -> dict[str, Any]:
    return _send(call, "sticker")


async def send_media_group(call: Call) -> list[dict[str, Any]]:
    """Send an album; its messages share a media_group_id and stand next to one another."""
    call.parameters.required("media")
    listed = call.parameters.json("media", "media")
    if not isinstance(listed, list):
        raise bad_request("expected an Array of InputMedia")
    if len(listed) > _LARGEST_ALBUM:
        raise bad_request("too many messages to send as an album")
    if not listed:
        raise bad_request("there are no messages to send")
    album = [input_media(call, each, IN_ALBUMS) for each in listed]
    _check_mixture([media.kind for media, _ in album])
    chat = call.chat_to_send_to(*_RIGHTS[album[0][0].kind])
    sent = [send(call, chat, caption, media=media) for media, caption in album]
    group_id = str(10**16 + secrets.randbelow(9 * 10**16))
    for message in sent[: len(sent) if len(sent) > 1 else 0]:
        message.marks["media_group_id"] = group_id
        call.world.show(call.bot, chat, message)
    return [message.as_api() for message in sent]


def input_media(call: Call, given: Any, kinds: tuple[str, ...]) -> tuple[Media, Formatted]:
    """Return the file and the caption of an InputMedia object."""
    if not isinstance(given, dict):
        raise _refused("expected an Object")
    source = Parameters(given, call.parameters.uploads)
    caption = call.caption(source)
    kind = source.text("type")
    if not kind:
        raise _refused('Can\'t find field "type"')
    if not source.text("media"):
        raise _refused("media not found")
    if kind in EDITABLE and kind not in kinds:
        raise _refused(f'type "{kind}" can\'t be used in sendMediaGroup')
    if kind not in kinds:
        raise _refused(f'type "{kind}" is unsupported')
    return Media(file_of(call, kind, source, "media"), source.flag("has_spoiler")), caption


def _send(call: Call, kind: str) -> dict[str, Any]:
    parameters = call.parameters
    if not parameters.text(kind) and kind not in parameters.uploads:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    caption = call.caption()
    chat = call.chat_to_send_to(*_RIGHTS[kind])
    media = Media(file_of(call, kind, parameters, kind), parameters.flag("has_spoiler"))
    return send(call, chat, caption, media=media).as_api()


def file_of(call: Call, kind: str, source: Parameters, field: str) -> File:
    """Return a new file, or one that is known; that one keeps the kind it has."""
    files, reference = call.world.files, source.text(field)
    upload = source.uploads.get(reference.removeprefix("attach://") or field)
    if upload is not None:
        return files.add(kind, upload, _details(kind, source))
    if reference.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # there is no network here
    file = files.by_id(reference)
    if (file.kind == "photo") is not (kind == "photo"):
        raise bad_request(f"can't use file of type {_name(file.kind)} as {_name(kind)}")
    return file


def _details(kind: str, source: Parameters) -> dict[str, Any]:
    """Return what the sender says about the file; Telegram would look for itself otherwise."""
    wanted = _DETAILS.get(kind, ())
    numbers = {name: source.integer(name) for name in wanted if name in _NUMBERS}
    texts = {name: source.text(name) for name in wanted if name in _TEXTS}
    return {name: value for name, value in (numbers | texts).items() if value}


def _check_mixture(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in _MIXABLE and len(set(kinds)) > 1:
            raise bad_request(f"{_name(kind)} can't be mixed with other media types")


def _name(kind: str) -> str:
    return _NAMES.get(kind, kind.capitalize())


def _refused(reason: str) -> Exception:
    return bad_request(f"can't parse InputMedia: {reason}")
