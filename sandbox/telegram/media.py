"""A file in a message: a photo, a document, a video and their kin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.telegram.files import File

_NAMED = ("document", "video", "animation", "audio")
_TYPED = (*_NAMED, "voice")
_COVERED_BY_SPOILER = ("photo", "video", "animation")


@dataclass(frozen=True)
class Media:
    file: File
    spoiler: bool = False

    @property
    def kind(self) -> str:
        return self.file.kind

    @property
    def is_photo(self) -> bool:
        return self.kind == "photo"

    def as_api(self) -> dict[str, Any]:
        body = self._body()
        fields: dict[str, Any] = {self.kind: [body] if self.is_photo else body}
        if self.kind == "animation":
            fields["document"] = self._document()  # for clients older than animations
        if self.spoiler and self.kind in _COVERED_BY_SPOILER:
            fields["has_media_spoiler"] = True
        return fields

    def as_seen(self) -> dict[str, Any]:
        seen: dict[str, Any] = {
            "type": self.kind,
            "url": f"/sandbox/files/{self.file.unique_id}",
            "file_name": self.file.name,
            "mime_type": self.file.mime_type,
            "bytes": len(self.file.content),
            "spoiler": self.spoiler,
        }
        for name in ("width", "height", "duration", "title", "performer"):
            if name in self.file.details:
                seen[name] = self.file.details[name]
        return seen

    def _body(self) -> dict[str, Any]:
        body = self.file.as_api() | self.file.details
        if self.kind in _NAMED:
            body["file_name"] = self.file.name
        if self.kind in _TYPED:
            body["mime_type"] = self.file.mime_type
        return body

    def _document(self) -> dict[str, Any]:
        named = {"file_name": self.file.name, "mime_type": self.file.mime_type}
        return self.file.as_api() | named
