"""Files that bots and people upload: kept in memory, found again by file_id."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox.telegram.errors import bad_request
from sandbox.telegram.images import dimensions

_PHOTO_BYTES = 10 * 1024 * 1024
_FILE_BYTES = 50 * 1024 * 1024
_DOWNLOADABLE_BYTES = 20 * 1024 * 1024
_WIDTH_AND_HEIGHT = 10_000
_RATIO = 20
_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "video": "videos",
    "animation": "animations",
    "audio": "music",
    "voice": "voice",
    "video_note": "video_notes",
    "sticker": "stickers",
}
_REQUIRED: dict[str, dict[str, Any]] = {  # what Telegram always says about a kind
    "video": {"width": 0, "height": 0, "duration": 0},
    "animation": {"width": 0, "height": 0, "duration": 0},
    "audio": {"duration": 0},
    "voice": {"duration": 0},
    "video_note": {"length": 240, "duration": 0},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    },
}


class Upload(NamedTuple):
    name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class File:
    """Stored bytes under the three names Telegram gives them."""

    file_id: str
    unique_id: str
    path: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    details: dict[str, Any] = field(default_factory=dict)  # width, duration, title, ...

    def as_api(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }

    @property
    def is_downloadable(self) -> bool:
        return len(self.content) <= _DOWNLOADABLE_BYTES


class Files:
    """All files of the sandbox."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}

    def add(self, kind: str, upload: Upload, details: dict[str, Any] | None = None) -> File:
        if kind == "photo":
            return self._add_photo(upload)
        if len(upload.content) > _FILE_BYTES:
            raise bad_request("file is too big")
        if not upload.content:
            raise bad_request("file must be non-empty")
        return self._add(kind, upload, _REQUIRED.get(kind, {}) | (details or {}))

    def _add_photo(self, upload: Upload) -> File:
        if len(upload.content) > _PHOTO_BYTES:
            raise bad_request("file is too big")
        found = dimensions(upload.content)
        if found is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height, mime_type = found
        too_narrow = max(width, height) > _RATIO * min(width, height)
        if width + height > _WIDTH_AND_HEIGHT or too_narrow:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        picture = upload._replace(mime_type=mime_type)
        return self._add("photo", picture, {"width": width, "height": height})

    def _add(self, kind: str, upload: Upload, details: dict[str, Any]) -> File:
        suffix = f".{upload.mime_type.rpartition('/')[2]}" if kind == "photo" else ""
        file = File(
            file_id="AgACAgIAAxkBAA" + secrets.token_urlsafe(30),
            unique_id="AQAD" + secrets.token_urlsafe(9),
            path=f"{_FOLDERS[kind]}/file_{len(self._by_id)}{suffix}",
            kind=kind,
            name=upload.name,
            mime_type=upload.mime_type,
            content=upload.content,
            details=details,
        )
        self._by_id[file.file_id] = file
        return file

    def by_id(self, file_id: str) -> File:
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request(
                "wrong file identifier/HTTP URL specified"
                if "/" in file_id
                else "wrong file_id or the file is temporarily unavailable"
            ) from None

    def by_path(self, path: str) -> File | None:
        return next((file for file in self._by_id.values() if file.path == path), None)

    def by_unique_id(self, unique_id: str) -> File | None:
        return next((file for file in self._by_id.values() if file.unique_id == unique_id), None)

    def clear(self) -> None:
        self._by_id.clear()
