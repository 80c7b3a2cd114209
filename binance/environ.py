"""The environment's variables, read and checked; what is wrong is told in one line."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from binance.hosts import Hosts
from binance.signing import HmacKey, Signer, pem_signer

T = TypeVar("T")

_ADDRESSES = (
    *("spot_rest", "spot_stream", "spot_wsapi", "sapi_rest"),
    *("usdm_rest", "usdm_stream", "usdm_wsapi"),
    *("coinm_rest", "coinm_stream", "coinm_wsapi"),
)


class WrongSetting(ValueError):
    """A setting cannot be used; the text names it and says what it must be."""


class Environment(StrEnum):
    """Which Binance; only in `live` is money real."""

    LIVE = "live"
    TESTNET = "testnet"
    DEMO = "demo"
    SANDBOX = "sandbox"
    MARKET_DATA = "market-data"


class Given:
    """What was set: a value itself, or the file it is in; an empty one counts as none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str) -> str | None:
        return self._environ.get(name, "").strip() or self._in_file(f"{name}_FILE")

    def read(self, name: str, parse: Callable[[str], T], *, default: T) -> T:
        """Parse a value; an error says whose it is, and never quotes it: it may be a secret."""
        text = self.text(name)
        if text is None:
            return default
        try:
            return parse(text)
        except ValueError as error:
            why = str(error)
        raise WrongSetting(f"{name} {why}")

    def _in_file(self, name: str) -> str | None:
        if not (path := self._environ.get(name, "").strip()):
            return None
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
        raise WrongSetting(f"{name} names a file that cannot be read ({why}): {path}")


def hosts(given: Given) -> Hosts:
    environment = given.read("BINANCE_ENVIRONMENT", _environment, default=Environment.LIVE)
    if environment is Environment.SANDBOX:
        hosts = Hosts.sandbox(given.read("SANDBOX_EXCHANGE_PORT", _port, default=8600))
    else:
        hosts = _MAKERS[environment]()
    addresses = {
        name: given.read(f"BINANCE_{name.upper()}_URL", _address_like(name), default=None)
        for name in _ADDRESSES
    }
    if any(addresses.values()):
        hosts = hosts.replace(**{name: url for name, url in addresses.items() if url})
    proxy = given.read("BINANCE_PROXY_URL", _address_like("rest"), default=None)
    return hosts if proxy is None else hosts.proxy(proxy)


_MAKERS: dict[Environment, Callable[[], Hosts]] = {
    Environment.LIVE: Hosts.live,
    Environment.TESTNET: Hosts.testnet,
    Environment.DEMO: Hosts.demo,
    Environment.MARKET_DATA: Hosts.market_data_only,
}


def api_key(text: str) -> str | None:
    if not (text.isascii() and text.isalnum()):
        raise ValueError("must consist of letters and digits")
    return text


def signer(given: Given) -> Signer | None:
    secret, pem = given.text("BINANCE_SECRET_KEY"), given.text("BINANCE_PRIVATE_KEY")
    if secret is None and pem is None:
        return None
    if secret is not None and pem is not None:
        raise WrongSetting("BINANCE_SECRET_KEY and BINANCE_PRIVATE_KEY are both set: leave one out")
    name = given.read("BINANCE_API_KEY", api_key, default=None)
    if name is None:
        raise WrongSetting("BINANCE_API_KEY is missing, though there is a secret to it")
    try:
        return HmacKey(name, secret) if secret else _from_pem(given, name, pem or "")
    except ValueError as error:
        why = str(error)
    raise WrongSetting(f"the key of BINANCE_API_KEY cannot be used: {why}")


def _from_pem(given: Given, name: str, pem: str) -> Signer:
    password = given.text("BINANCE_PRIVATE_KEY_PASSPHRASE")
    return pem_signer(name, pem.replace("\\n", "\n"), password=password)


def _environment(text: str) -> Environment:
    try:
        return Environment(text.lower())
    except ValueError:
        raise ValueError(f"must be one of {', '.join(Environment)}") from None


def timeout(text: str) -> float:
    seconds = _number(float, text)
    if seconds is None or not 0 < seconds <= 300:
        raise ValueError("must be a number of seconds above 0 and at most 300")
    return seconds


def recv_window(text: str) -> int:
    milliseconds = _number(int, text)
    if milliseconds is None or not 0 < milliseconds <= 60_000:
        raise ValueError("must be a whole number of milliseconds from 1 to 60000")
    return milliseconds


def cache_url(text: str) -> str | None:
    if text != "memory" and _parts(text).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError("must be memory, or begin with redis://, rediss:// or unix://")
    return text


def _port(text: str) -> int:
    port = _number(int, text)
    if port is None or not 0 < port < 65_536:
        raise ValueError("must be a port between 1 and 65535")
    return port


def _number(kind: Callable[[str], T], text: str) -> T | None:
    try:
        return kind(text)
    except ValueError:
        return None


def _address_like(name: str) -> Callable[[str], str | None]:
    """Make the check of one kind of address: of REST, or else of a WebSocket."""
    plain, secure = ("http", "https") if name.endswith("rest") else ("ws", "wss")

    def address(text: str) -> str | None:
        parts = _parts(text)
        if parts.scheme not in {plain, secure} or not parts.hostname:
            raise ValueError(f"must be an address that begins with {plain}:// or {secure}://")
        if parts.username or parts.password:
            raise ValueError("must not hold a user or a password, because addresses are shown")
        if plain == "http" and (parts.path.strip("/") or parts.query or parts.fragment):
            raise ValueError("must be an address without a path, because Binance's paths follow")
        return text

    return address


def _parts(text: str) -> SplitResult:
    """Take an address apart; the parser's own complaint may quote it, with a password in it."""
    with suppress(ValueError):
        parts = urlsplit(text)
        if parts.port != 0:  # one that is no number raises
            return parts
    raise ValueError("is not an address")
