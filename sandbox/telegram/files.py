"""Files that bots upload: kept in memory, found again by file_id."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.images import dimensions

_PHOTO_BYTES = 10 * 1024 * 1024
_FILE_BYTES = 50 * 1024 * 1024
_WIDTH_AND_HEIGHT = 10_000
_RATIO = 20


@dataclass(frozen=True)
class File:
    """Stored bytes under the three names Telegram gives them."""

    file_id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    content: bytes
    size: tuple[int, int] | None  # of a picture: width, height

    def as_api(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


@dataclass(frozen=True)
class Media:
    """A file in a message: a photo, which is shown, or a document, which is offered."""

    file: File
    spoiler: bool = False

    @property
    def is_photo(self) -> bool:
        return self.file.size is not None

    def as_api(self) -> dict[str, Any]:
        body = self.file.as_api()
        if self.file.size is None:
            document = body | {"file_name": self.file.name, "mime_type": self.file.mime_type}
            return {"document": document}
        width, height = self.file.size
        photo = {"photo": [body | {"width": width, "height": height}]}
        return photo | ({"has_media_spoiler": True} if self.spoiler else {})

    def as_seen(self) -> dict[str, Any]:
        seen: dict[str, Any] = {
            "url": f"/sandbox/files/{self.file.unique_id}",
            "name": self.file.name,
            "bytes": len(self.file.content),
            "spoiler": self.spoiler,
        }
        if self.file.size:
            seen["width"], seen["height"] = self.file.size
        return seen


class Files:
    """All files of the sandbox."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}

    def add_photo(self, name: str, content: bytes) -> File:
        if len(content) > _PHOTO_BYTES:
            raise bad_request("file is too big")
        found = dimensions(content)
        if found is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height, mime_type = found
        too_narrow = max(width, height) > _RATIO * min(width, height)
        if width + height > _WIDTH_AND_HEIGHT or too_narrow:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self._add("photos", name, mime_type, content, (width, height))

    def add_document(self, name: str, content: bytes, mime_type: str) -> File:
        if len(content) > _FILE_BYTES:
            raise bad_request("file is too big")
        if not content:
            raise bad_request("file must be non-empty")
        return self._add("documents", name, mime_type, content, None)

    def _add(
        self, folder: str, name: str, mime_type: str, content: bytes, size: tuple[int, int] | None
    ) -> File:
        unique_id = "AQAD" + secrets.token_urlsafe(9)
        suffix = f".{mime_type.rpartition('/')[2]}" if size else ""
        path = f"{folder}/file_{len(self._by_id)}{suffix}"
        file_id = "AgACAgIAAxkBAA" + secrets.token_urlsafe(30)
        file = File(file_id, unique_id, path, name, mime_type, content, size)
        self._by_id[file_id] = file
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
