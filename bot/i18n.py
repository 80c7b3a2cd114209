"""What the bot says, in the language of whoever reads it.

English is written where it is said; other languages are gettext catalogues in `locales/`.
Every sentence is HTML for Telegram, and every value put into one is escaped.
"""

from functools import cache
from html import escape
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = {"en": "English", "tr": "Türkçe"}
DEFAULT = "en"


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


class Say:
    """A voice in one language: `say("Hello {name}", name=...)` is translated and escaped."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT
        self._catalog = catalog(self.language)

    def __call__(self, text: str, /, **values: object) -> Html:
        return _fill(self._lookup(text), values)

    def many(self, one: str, more: str, n: int, /, **values: object) -> Html:
        """Pick the form for `n`, which both forms may show as `{n}`."""
        return _fill(self._lookup(one if n == 1 else more), {"n": n, **values})

    def _lookup(self, text: str) -> str:
        message = self._catalog.get(text) if self._catalog else None
        return str(message.string) if message and message.string else text


def note(text: str) -> str:
    """Mark a sentence for translation where it is written down but said later."""
    return text


@cache
def catalog(language: str) -> Catalog | None:
    """The translations of one language; English needs none."""
    if language == DEFAULT:
        return None
    with (LOCALES / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return read_po(file, locale=language)


def closest(language_code: str | None) -> str:
    """The language we speak that is nearest to Telegram's `language_code` (`tr-TR` is `tr`)."""
    code = (language_code or DEFAULT).split("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT


def lines(*parts: str | None) -> Html:
    """Join what there is to say, a line each."""
    return Html("\n".join(part for part in parts if part is not None))


def _fill(pattern: str, values: dict[str, object]) -> Html:
    shown = {
        name: value if isinstance(value, Html) else escape(str(value), quote=False)
        for name, value in values.items()
    }
    return Html(pattern.format_map(shown))
