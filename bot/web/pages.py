"""The form and what stands in its place when it is over, as one self-contained document each."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse, Response

from bot.i18n import Html, Say
from bot.web.forms import OVER, Forms, Place
from bot.web.texts import texts

FOLDER = Path(__file__).with_name("page")
SCRIPTS = ("telegram.js", "seal.js", "form.js")
TAG = re.compile(r"<[^>]*>")


def form(forms: Forms, place: Place, say: Say) -> Response:
    """The form of one person, which seals with the key made for it."""
    values = texts(say, forms.environment, place.form.person) | {
        "key": Html(b64encode(place.form.seal.public).decode()),
        "seconds": Html(f"{forms.left(place.form).total_seconds():.0f}"),
        "app": Html("yes" if place.in_app else "no"),
    }
    framed_by = forms.site.framed_by if place.in_app else ()
    headers = {"Content-Security-Policy": _policy(framed_by)}
    if not framed_by:
        headers["X-Frame-Options"] = "DENY"
    return HTMLResponse(_filled("form.html", say, values), headers=headers)


def over(forms: Forms, say: Say) -> Response:
    """The same whether it was used, has expired, or never was."""
    values = {"title": say("Connect a Binance account"), "over": say(OVER)}
    headers = {"Content-Security-Policy": _policy(forms.site.framed_by)}
    return HTMLResponse(_filled("over.html", say, values), 404, headers)


def plain(text: Html) -> str:
    """A sentence without the markup that it has for Telegram."""
    return unescape(TAG.sub("", text))


def _filled(name: str, say: Say, values: dict[str, Html]) -> str:
    """The document; a quotation mark in a value does not end the attribute it stands in."""
    quoted = {field: value.replace('"', "&quot;") for field, value in values.items()}
    code = {
        "style": f"<style>{_file('page.css')}</style>",
        "scripts": "".join(f"<script>{_file(script)}</script>" for script in SCRIPTS),
    }
    return Template(_file(name)).substitute(quoted, **code, language=say.language)


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _policy(framed_by: tuple[str, ...]) -> str:
    """Only what we wrote ourselves runs and styles, and it talks to nobody else."""
    scripts = " ".join(_hash(name) for name in SCRIPTS)
    ancestors = " ".join(framed_by) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {_hash('page.css')}",
            "connect-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
            "require-trusted-types-for 'script'",
        )
    )


@cache
def _hash(name: str) -> str:
    return f"'sha256-{b64encode(sha256(_file(name).encode()).digest()).decode()}'"
