"""Where the bot's web pages are, as seen from inside and from outside."""

from dataclasses import dataclass
from urllib.parse import urlsplit

TELEGRAM = ("https://*.telegram.org",)  # its clients that are web pages themselves


@dataclass(frozen=True)
class Site:
    """An origin without a slash behind it, and the address at which we listen for it.

    `framed_by` are the origins of Telegram clients that may show the form as a Mini App; without
    any it is none.
    """

    url: str
    host: str = "127.0.0.1"
    port: int = 8080
    framed_by: tuple[str, ...] = ()

    @property
    def authority(self) -> str:
        """What an honest browser sends as `Host`."""
        return urlsplit(self.url).netloc

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https:")
