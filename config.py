"""Every setting with its default; the one place that reads the environment.

A setting comes from the environment, from `.env`, or, with `_FILE` behind its name, from a file.
"""

import os
import re
import tempfile
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import (
    IPvAnyAddress,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

TOKEN = re.compile(r"\A\d+:[A-Za-z0-9_-]{20,}\Z")
SQLITE = re.compile(r"\Asqlite\+aiosqlite:///(?!:memory:)[^?]*[^?/]\Z")


class Environment(StrEnum):
    """Which Binance the bot talks to."""

    LIVE = "live"
    TESTNET = "testnet"
    DEMO = "demo"
    SANDBOX = "sandbox"


class WrongSetting(Exception):
    """A setting is missing or wrong; the text names it and says what to do."""


class Settings(BaseSettings):
    """What `.env.example` lists, checked."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    telegram_bot_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_file_url: str = "https://api.telegram.org/file/bot"
    telegram_mode: Literal["polling"] = "polling"
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    access: Literal["open", "approval"] = "open"

    binance_environment: Environment | None = None
    binance_api_key: SecretStr | None = None
    server_ips: Annotated[tuple[IPvAnyAddress, ...], NoDecode] = ()
    binance_spot_rest_url: str | None = None
    binance_spot_stream_url: str | None = None
    binance_spot_wsapi_url: str | None = None
    binance_usdm_rest_url: str | None = None
    binance_usdm_stream_url: str | None = None
    binance_usdm_wsapi_url: str | None = None
    binance_coinm_rest_url: str | None = None
    binance_coinm_stream_url: str | None = None
    binance_coinm_wsapi_url: str | None = None
    binance_sapi_rest_url: str | None = None

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str | None = None
    keys_in_chat: bool = True

    database_url: str = "sqlite+aiosqlite:///data/bot.db"
    encryption_keys: SecretStr | None = None

    sandbox_exchange_port: int = 8600
    sandbox_telegram_port: int = 8700
    sandbox_seed: int = 1
    sandbox_replay: Path | None = None
    sandbox_speed: float = 1.0

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    language: Literal["en", "tr"] = "en"

    @field_validator("admin_ids", "server_ips", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return (
            [part for part in re.split(r"[,\s]+", value) if part]
            if isinstance(value, str)
            else value
        )

    @field_validator("telegram_bot_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.match(value.get_secret_value()):
            raise ValueError("is not a bot token (123456:ABC…): copy it from @BotFather")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _are_fernet_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for key in split_keys(value):
            try:
                Fernet(key)
            except ValueError:
                raise ValueError(
                    "holds something that is no Fernet key: make one with "
                    "`python main.py keys generate`"
                ) from None
        return value

    @field_validator(
        "binance_spot_rest_url", "binance_usdm_rest_url", "binance_coinm_rest_url",
        "binance_sapi_rest_url",
    )  # fmt: skip
    @classmethod
    def _is_an_origin_of_http(cls, value: str | None) -> str | None:
        if (value := _address(value, ("http", "https"))) is not None and _goes_on(value):
            raise ValueError("must be an address without a path, because Binance's paths follow")
        return value

    @field_validator("telegram_base_url", "telegram_file_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        return _address(value, ("http", "https"))

    @field_validator(
        "binance_spot_stream_url", "binance_spot_wsapi_url",
        "binance_usdm_stream_url", "binance_usdm_wsapi_url",
        "binance_coinm_stream_url", "binance_coinm_wsapi_url",
    )  # fmt: skip
    @classmethod
    def _is_websocket(cls, value: str | None) -> str | None:
        return _address(value, ("ws", "wss"))

    @field_validator("database_url")
    @classmethod
    def _is_sqlite(cls, value: str) -> str:
        if not SQLITE.match(value):
            raise ValueError("must be sqlite+aiosqlite:///path/to/file.db")
        return value

    @field_validator("public_url")
    @classmethod
    def _is_an_origin_that_browsers_trust(cls, value: str | None) -> str | None:
        return _origin(_address(value, ("http", "https")))

    @field_validator("http_port", "sandbox_exchange_port", "sandbox_telegram_port")
    @classmethod
    def _is_a_port(cls, value: int) -> int:
        if not 0 < value < 65536:
            raise ValueError("must be a port between 1 and 65535")
        return value

    @field_validator("sandbox_replay")
    @classmethod
    def _is_a_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(
                f"names no file ({value}): give a kline CSV of data.binance.vision, or unset it"
            )
        return value

    @field_validator("sandbox_speed")
    @classmethod
    def _is_positive(cls, value: float) -> float:
        if not 0 < value <= 1000:
            raise ValueError("must be above 0 and at most 1000")
        return value

    @model_validator(mode="after")
    def _a_real_exchange_needs_a_real_chat(self) -> "Settings":
        if self.telegram_bot_token is None and self.binance_environment not in {
            None,
            Environment.SANDBOX,
        }:
            raise WrongSetting(
                "TELEGRAM_BOT_TOKEN is missing, and "
                f"BINANCE_ENVIRONMENT={self.binance_environment} needs it: set the token "
                "from @BotFather, or leave both unset to use the sandbox."
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the interface's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Explicit values first, then the environment, then `NAME_FILE`, then `.env`."""
        return init_settings, env_settings, _FromFiles(settings_cls), dotenv_settings

    @property
    def environment(self) -> Environment:
        """The one asked for; without it, live with a token and the sandbox without."""
        if self.binance_environment is not None:
            return self.binance_environment
        return Environment.LIVE if self.telegram_bot_token else Environment.SANDBOX

    @property
    def database_path(self) -> Path:
        return Path(self.database_url.removeprefix("sqlite+aiosqlite:///"))


class _FromFiles(PydanticBaseSettingsSource):
    """`NAME_FILE=/run/secrets/name` holds the value of NAME in a file."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        name = f"{field_name.upper()}_FILE"
        path = os.environ.get(name) or dotenv_values(".env").get(name)
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise WrongSetting(
                f"{name} names a file that cannot be read ({why}): mend it or unset {name}: {path}"
            ) from None

    def __call__(self) -> dict[str, Any]:
        values = (
            (name, self.get_field_value(field, name)[0])
            for name, field in self.settings_cls.model_fields.items()
        )
        return {name: value for name, value in values if value is not None}


def load(**overrides: Any) -> Settings:
    """Read the settings; `WrongSetting` in one line when one of them cannot be used."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        raise WrongSetting(f"{name} {_plainly(first['msg'])}.") from None
    except UnicodeDecodeError:
        raise WrongSetting(".env is not text in UTF-8: save it anew as such.") from None


def _plainly(message: str) -> str:
    """What pydantic says, as the end of a sentence that begins with the setting's name."""
    said = message.removeprefix("Value error, ").partition(", unable to parse")[0]
    return said.replace("Input should be", "must be", 1)


def _address(value: str | None, schemes: tuple[str, str]) -> str | None:
    """The address, unless it is of another scheme, or of no host or port that could be."""
    if value is None:
        return None
    first, second = schemes
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError(f"must be an address that begins with {first}:// or {second}://")
    return value


def _origin(address: str | None) -> str | None:
    """As browsers spell it; HTTPS but on this machine, where they seal without."""
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname != "127.0.0.1":
        raise ValueError("must begin with https:// (or http://127.0.0.1 to try it out)")
    if _goes_on(address) or parts.username is not None:
        raise ValueError("must be an address without a path, such as https://bot.example.com")
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def _goes_on(address: str) -> bool:
    """Whether anything stands behind the host and its port."""
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def split_keys(value: SecretStr | None) -> list[str]:
    """Fernet keys, newest first, from the comma-separated setting."""
    text = value.get_secret_value() if value else ""
    return [key.strip() for key in text.split(",") if key.strip()]


def encryption_keys(settings: Settings) -> list[str]:
    """The keys set, or those of `encryption.key` beside the database, made at the first start."""
    if keys := split_keys(settings.encryption_keys):
        return keys
    path = settings.database_path.parent / "encryption.key"
    try:
        if not path.exists():
            _make_key(path, settings.database_path)
        if path.stat().st_mode & 0o077:
            raise WrongSetting(f"{path} can be read by others: chmod 600 {path}")
        return _keys_in(path)
    except OSError as error:
        raise WrongSetting(
            f"DATABASE_URL leads to {path.parent}, which cannot be used ({error.strerror}): "
            "give the bot a folder of its own."
        ) from None


def _make_key(path: Path, database: Path) -> None:
    if database.exists():
        raise WrongSetting(
            f"ENCRYPTION_KEYS is not set and {path} is gone, but {database} "
            "exists: put the key file back, or move the database away to begin anew."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(".part", f"{path.name}.", path.parent)  # the owner's own
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(Fernet.generate_key().decode() + "\n")
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):  # of two that begin at once, one gives its key to both
            os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk: what is sealed with a key must not outlive it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keys_in(path: Path) -> list[str]:
    try:
        keys = path.read_text(encoding="ascii").split()
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise WrongSetting(f"{path} holds no Fernet key: restore it from your backup.")
    return keys
