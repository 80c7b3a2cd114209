"""Which address shows what: `GET` and `POST /keys/{ticket}`, and nothing else."""

import asyncio
import binascii
import logging
from base64 import b64decode

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from binance.errors import BinanceError
from bot.explain import explain
from bot.i18n import Say, closest, note
from bot.keys_told import connected
from bot.refusals import Refused
from bot.web import pages
from bot.web.fences import Fences, told
from bot.web.forms import FormOver, Forms
from bot.web.pace import Pace
from bot.web.sealing import Sealed

log = logging.getLogger(__name__)

MOST = 16_384  # bytes; the largest RSA key, sealed and in base64, has less than five thousand
SECONDS = 10.0  # that a request may take to arrive


class Unreadable(Exception):
    """A request that our page does not make."""


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    public: str
    nonce: str
    sealed: str


def web(forms: Forms, pace: Pace | None = None) -> ASGIApp:
    """The whole site behind its fences."""
    page = _KeyPage(forms)
    routes = [
        Route("/keys/{ticket}", page.show, methods=["GET"]),
        Route("/keys/{ticket}", page.take, methods=["POST"]),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Fences(app, forms.site, pace or Pace())


class _KeyPage:
    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def show(self, request: Request) -> Response:
        try:
            place = self._forms.find(request.path_params["ticket"])
        except FormOver:
            return pages.over(self._forms, _voice(request))
        return pages.form(self._forms, place, Say(place.form.person.language))

    async def take(self, request: Request) -> Response:
        """What became of the key, in a sentence and a status; errors end here."""
        ticket = request.path_params["ticket"]
        say = _voice(request)
        try:
            say = Say(self._forms.find(ticket).form.person.language)
            connection = await self._forms.enter(ticket, await _sealed(request))
        except FormOver as error:
            return told(pages.plain(say(error.text)), 410)
        except Refused as error:
            return told(pages.plain(say(error.text, **error.values)), 422)
        except Unreadable:
            return told(pages.plain(say("What came from the page cannot be read.")), 400)
        except BinanceError as error:
            return told(pages.plain(explain(say, error)), 503)
        except Exception as error:  # noqa: BLE001  # its text may hold what was entered
            log.error("the key form failed: %s", type(error).__name__)  # noqa: TRY400  # as above
            return told(pages.plain(say(FAILED)), 500)
        return told(pages.plain(connected(say, connection)), 200)


FAILED = note("Something went wrong on my side and was noted. Try again.")


async def _sealed(request: Request) -> Sealed:
    """Read the body, no longer and no more than our page would send."""
    try:
        body = msgspec.json.decode(await _bytes(request), type=_Body)
        public, nonce, text = (
            b64decode(part, validate=True) for part in (body.public, body.nonce, body.sealed)
        )
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, ValueError):
        raise Unreadable("not what our page sends") from None
    if (len(public), len(nonce)) != (65, 12):
        raise Unreadable("not the lengths our page sends")
    return Sealed(public, nonce, text)


async def _bytes(request: Request) -> bytes:
    read = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                read += chunk
                if len(read) > MOST:
                    raise Unreadable("too much")
    except (TimeoutError, ClientDisconnect):
        raise Unreadable("too slow, or gone") from None
    return bytes(read)


def _voice(request: Request) -> Say:
    """The browser's language, while nothing is known of the person."""
    return Say(closest(request.headers.get("accept-language", "")[:2]))
