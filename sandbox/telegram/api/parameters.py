"""The parameters of a call, whichever of the four ways they came."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import Upload

if TYPE_CHECKING:
    from starlette.requests import Request

_INTEGER = re.compile(r"\s*-?[0-9]{1,18}")
_TRUE = ("true", "yes", "y", "t", "1")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Parameters:
    """Values by name; objects may come as JSON text, numbers as digits."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    @classmethod
    async def read(cls, request: Request) -> Parameters:
        """Join query and body: urlencoded, multipart or JSON."""
        values: dict[str, Any] = dict(request.query_params)
        uploads: dict[str, Upload] = {}
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            values |= await _json_body(request)
        elif kind in _FORMS:
            await _read_form(request, values, uploads)
        return cls(values, uploads)

    def as_logged(self) -> dict[str, Any]:
        """Show the call to a test: JSON text decoded, a file by its name and size."""
        shown = {name: _decoded(value) for name, value in self.values.items()}
        files = {
            name: {"file_name": upload.name, "bytes": len(upload.content)}
            for name, upload in self.uploads.items()
        }
        return shown | files

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text:
            raise bad_request(f'parameter "{name}" is required')
        return text

    def integer(self, name: str) -> int:
        """Return the number a text begins with, or 0 when there is none, as Telegram does."""
        match = _INTEGER.match(self.text(name))
        return int(match[0]) if match else 0

    def number(self, name: str) -> float:
        try:
            return float(self.text(name))
        except ValueError:
            return 0.0

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, what: str) -> Any:
        """Return a value that is, or is text of, JSON; None when it is absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None


async def _read_form(request: Request, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
    try:
        async with request.form(max_files=100, max_part_size=2**20) as form:
            for name, part in form.items():
                if isinstance(part, UploadFile):
                    uploads[name] = await _upload(part)
                else:
                    values[name] = part
    except (HTTPException, MultiPartException):
        raise bad_request("can't parse the form") from None


async def _json_body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse request: expected an Object")
    return body


async def _upload(part: UploadFile) -> Upload:
    content = await part.read()
    return Upload(part.filename or "file", content, part.content_type or "application/octet-stream")


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
