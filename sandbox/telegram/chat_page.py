"""The chat page: static files, its configuration, the live stream, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.telegram.world import World

_FOLDER = Path(__file__).with_name("page")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "media-src 'self'; connect-src 'self'; frame-src https: http://127.0.0.1:* "
        "http://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_SHOWN_INLINE = (
    *("image/png", "image/jpeg", "image/gif", "image/webp"),
    *("video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/mp4"),
)


class _Page(StaticFiles):
    """The page's files, which a browser asks for anew each time: they change with the sandbox."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


class ChatPage:
    """What a browser is given."""

    def __init__(self, world: World, *, has_exchange: bool) -> None:
        self._world = world
        self._has_exchange = has_exchange

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self._index),
            Route("/sandbox/page", self._configuration),
            Route("/sandbox/live", self._live),
            Route("/sandbox/files/{unique_id}", self._file),
            Mount("/page", _Page(directory=_FOLDER)),
        ]

    async def _index(self, _: Request) -> Response:
        return FileResponse(_FOLDER / "index.html", headers=_HEADERS)

    async def _live(self, _: Request) -> Response:
        return self._world.live.response()

    async def _configuration(self, _: Request) -> Response:
        bot = self._world.bot
        about = {
            "name": bot.about("name"),
            "username": bot.username,
            "running": bot.updates.has_been_polled or bot.webhook is not None,
        }
        people = [self._person(person) for person in self._world.people.values()]
        return JSONResponse({"bot": about, "people": people, "exchange": self._has_exchange})

    def _person(self, person: dict[str, Any]) -> dict[str, Any]:
        bot, language = self._world.bot, person.get("language_code", "")
        chat = self._world.chat(bot, person["id"])
        return {
            "id": person["id"],
            "name": person["first_name"],
            "language_code": language,
            "commands": bot.commands_shown(chat, language, person["id"]) if chat else [],
            "description": bot.about("description", language),
        }

    async def _file(self, request: Request) -> Response:
        file = self._world.files.by_unique_id(request.path_params["unique_id"])
        if file is None:
            return Response(status_code=404)
        inline = file.mime_type in _SHOWN_INLINE
        headers = {
            "Content-Security-Policy": "sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "max-age=86400",
        }
        if not inline:
            headers["Content-Disposition"] = "attachment"
        kind = file.mime_type if inline else "application/octet-stream"
        return Response(file.content, media_type=kind, headers=headers)
