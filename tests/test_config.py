"""Settings: a wrong one is named in one line together with the remedy."""

import re
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import SecretStr

import config
from binance import Hosts
from config import Environment, Settings, WrongSetting
from main import _hosts

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
FERNET = "q3n9Xv0T2kLmPzR8sYwB4uHdJfGcEaN7iOoQx5VtSrM="
EXAMPLE = Path(config.__file__).parent / ".env.example"
HOSTS = ("_rest", "_stream", "_wsapi")
NAMES = sorted(name.upper() for name in Settings.model_fields)


@pytest.fixture(autouse=True)
def _empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env`, nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def refusal() -> str:
    with pytest.raises(WrongSetting) as refused:
        config.load()
    return str(refused.value)


def test_with_nothing_set_it_is_the_sandbox() -> None:
    settings = config.load()

    assert settings.environment == Environment.SANDBOX
    assert settings.telegram_bot_token is None
    assert settings.database_path == Path("data/bot.db")


def test_with_a_token_it_is_live_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert config.load().environment == Environment.LIVE

    monkeypatch.setenv("BINANCE_ENVIRONMENT", "testnet")
    assert config.load().environment == Environment.TESTNET


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TELEGRAM_BOT_TOKEN", "hello", "@BotFather"),
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN}\n2", "@BotFather"),
        ("TELEGRAM_MODE", "pigeon", "polling"),
        ("TELEGRAM_BASE_URL", "api.telegram.org", "http"),
        ("TELEGRAM_FILE_URL", "ftp://somewhere", "http"),
        ("ADMIN_IDS", "alice", "integer"),
        ("ACCESS", "closed", "approval"),
        ("BINANCE_ENVIRONMENT", "moon", "testnet"),
        ("BINANCE_SPOT_REST_URL", "wss://host", "http"),
        ("BINANCE_SAPI_REST_URL", "host", "http"),
        ("BINANCE_SAPI_REST_URL", "https://host/base", "without a path"),
        ("BINANCE_USDM_REST_URL", "host", "http"),
        ("BINANCE_COINM_REST_URL", "host", "http"),
        ("BINANCE_SPOT_STREAM_URL", "https://host", "ws://"),
        ("BINANCE_SPOT_WSAPI_URL", "host", "ws://"),
        ("BINANCE_USDM_STREAM_URL", "host", "ws://"),
        ("BINANCE_USDM_WSAPI_URL", "https://host", "ws://"),
        ("BINANCE_COINM_STREAM_URL", "host", "ws://"),
        ("BINANCE_COINM_WSAPI_URL", "host", "ws://"),
        ("DATABASE_URL", "postgresql://host/db", "sqlite+aiosqlite:///"),
        ("ENCRYPTION_KEYS", "short", "keys generate"),
        ("ENCRYPTION_KEYS", f"{FERNET},short", "keys generate"),
        ("HTTP_PORT", "0", "65535"),
        ("PUBLIC_URL", "bot.example.com", "https://"),
        ("PUBLIC_URL", "http://bot.example.com", "https://"),
        ("PUBLIC_URL", "http://127.0.0.1.example.com", "https://"),
        ("PUBLIC_URL", "https://bot.example.com/bot", "without a path"),
        ("PUBLIC_URL", "https://me:pw@bot.example.com", "without a path"),
        ("KEYS_IN_CHAT", "perhaps", "boolean"),
        ("SANDBOX_EXCHANGE_PORT", "0", "65535"),
        ("SANDBOX_EXCHANGE_PORT", "65536", "65535"),
        ("SANDBOX_TELEGRAM_PORT", "web", "integer"),
        ("SANDBOX_SEED", "lucky", "integer"),
        ("SANDBOX_SPEED", "0", "above 0"),
        ("SANDBOX_SPEED", "fast", "number"),
        ("SANDBOX_SPEED", "nan", "above 0"),
        ("LOG_LEVEL", "LOUD", "WARNING"),
        ("LOG_FORMAT", "xml", "json"),
        ("LANGUAGE", "de", "tr"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it_and_the_remedy(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    line = refusal()

    assert line.startswith(name)
    assert remedy in line
    assert "\n" not in line


@pytest.mark.parametrize("environment", list(Environment))
def test_every_address_of_every_environment_has_a_setting(environment: Environment) -> None:
    addresses = [one.name for one in fields(Hosts) if one.name.endswith(HOSTS)]
    given = {name: _other(name) for name in addresses}
    settings = config.load(
        telegram_bot_token=TOKEN,
        binance_environment=environment,
        **{f"binance_{name}_url": url for name, url in given.items()},
    )

    hosts = _hosts(settings, environment, embedded=False)
    embedded = _hosts(settings, Environment.SANDBOX, embedded=True)

    assert {name: getattr(hosts, name) for name in addresses} == given
    assert embedded == Hosts.sandbox(8600)  # play money reaches no other host


def _other(name: str) -> str:
    scheme, path = ("http", "") if name.endswith("_rest") else ("ws", "/ws-api")
    return f"{scheme}://{name.replace('_', '-')}.example{path}"


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:short-but-secret")
    assert "secret" not in refusal()

    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setenv("ENCRYPTION_KEYS", "my-secret-key")
    assert "my-secret-key" not in refusal()


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Bot.Example.com/", "https://bot.example.com"),
        ("https://bot.example.com:443", "https://bot.example.com"),
        ("https://bot.example.com:8443", "https://bot.example.com:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ],
)
def test_the_public_address_is_spelt_as_browsers_do(
    written: str, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", written)

    assert config.load().public_url == origin


@pytest.mark.parametrize("environment", ["live", "testnet", "demo"])
def test_a_real_exchange_needs_a_token(environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINANCE_ENVIRONMENT", environment)

    line = refusal()

    assert line.startswith("TELEGRAM_BOT_TOKEN is missing")
    assert f"BINANCE_ENVIRONMENT={environment}" in line
    assert "\n" not in line


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")

    assert config.load() == Settings()


def test_the_addresses_that_binance_sees_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_IPS", "203.0.113.7, 2001:db8::7")

    assert [str(one) for one in config.load().server_ips] == ["203.0.113.7", "2001:db8::7"]


def test_an_address_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_IPS", "203.0.113.700")

    with pytest.raises(WrongSetting, match="SERVER_IPS value is not a valid IPv4 or IPv6 address"):
        config.load()


@pytest.mark.parametrize("written", ["1,2", "1, 2", "1 2", " 1 ,, 2 "])
def test_administrators_are_a_list(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_IDS", written)

    assert config.load().admin_ids == {1, 2}


def test_a_value_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "admins").write_text("1, 2\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("ADMIN_IDS_FILE", str(tmp_path / "admins"))

    settings = config.load()

    assert settings.telegram_bot_token == SecretStr(TOKEN)
    assert settings.admin_ids == {1, 2}


def test_the_path_of_such_a_file_may_stand_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN_FILE={tmp_path}/token\nLOG_LEVEL=DEBUG\n")

    settings = config.load()

    assert settings.telegram_bot_token == SecretStr(TOKEN)
    assert settings.log_level == "DEBUG"


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token")

    assert refusal().startswith("TELEGRAM_BOT_TOKEN_FILE names a file that cannot be read")


def test_a_wrong_value_in_a_file_is_refused_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "level").write_text("LOUD")
    monkeypatch.setenv("LOG_LEVEL_FILE", str(tmp_path / "level"))

    assert refusal().startswith("LOG_LEVEL")


def test_the_environment_goes_before_files_and_files_before_the_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "level").write_text("WARNING")
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\n")
    assert config.load().log_level == "ERROR"

    monkeypatch.setenv("LOG_LEVEL_FILE", str(tmp_path / "level"))
    assert config.load().log_level == "WARNING"

    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert config.load().log_level == "DEBUG"

    assert config.load(log_level="INFO").log_level == "INFO"


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("ENCRYPTION_KEYS", key := Fernet.generate_key().decode())
    monkeypatch.setenv("BINANCE_API_KEY", "visible")

    shown = repr(config.load()) + str(config.load())

    for secret in TOKEN, key, "visible":
        assert secret not in shown


def test_the_example_lists_every_setting_and_nothing_else() -> None:
    assert sorted(dotenv_values(EXAMPLE)) == NAMES


def test_the_example_says_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")

    assert config.load() == Settings(_env_file=None)


def test_every_setting_of_the_example_has_a_line_that_explains_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if re.match(r"[A-Z_]+=", line) and not re.match(r"[A-Z_]+=", before):
            assert before.startswith("# ")
            assert not before.startswith("# ---"), line


def test_encryption_keys_that_are_set_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv("ENCRYPTION_KEYS", f"{new}, {old}")

    assert config.encryption_keys(config.load()) == [new, old]
    assert not Path("data").exists()


def test_an_encryption_key_is_made_once_for_the_owners_eyes(tmp_path: Path) -> None:
    keys = config.encryption_keys(config.load())

    path = tmp_path / "data" / "encryption.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.read_text().split() == keys
    assert Fernet(keys[0])
    assert config.encryption_keys(config.load()) == keys


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_an_encryption_key_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    with disk_full_after(10), pytest.raises(WrongSetting, match="cannot be used"):
        config.encryption_keys(config.load())
    assert [*(tmp_path / "data").iterdir()] == []

    keys = config.encryption_keys(config.load())

    assert [path.name for path in (tmp_path / "data").iterdir()] == ["encryption.key"]
    assert config.encryption_keys(config.load()) == keys


def test_several_that_begin_at_once_have_one_encryption_key() -> None:
    settings, together = config.load(), Barrier(8)

    def begin(_: int) -> list[str]:
        together.wait()
        return config.encryption_keys(settings)

    with ThreadPoolExecutor(8) as threads:
        (first, *others) = threads.map(begin, range(8))

    assert others == [first] * 7


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_an_encryption_key_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    config.encryption_keys(config.load())
    path = tmp_path / "data" / "encryption.key"
    path.chmod(mode)

    with pytest.raises(WrongSetting, match=r"chmod 600 .*encryption\.key"):
        config.encryption_keys(config.load())


def test_a_lost_encryption_key_is_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bot.db").write_bytes(b"a database")

    with pytest.raises(WrongSetting, match=r"ENCRYPTION_KEYS is not set and .* is gone"):
        config.encryption_keys(config.load())
    assert not (tmp_path / "data" / "encryption.key").exists()


def test_a_damaged_encryption_key_is_refused_without_showing_it(tmp_path: Path) -> None:
    config.encryption_keys(config.load())
    (tmp_path / "data" / "encryption.key").write_text("half-a-key\n")

    with pytest.raises(WrongSetting, match="no Fernet key") as refused:
        config.encryption_keys(config.load())
    assert "half-a-key" not in str(refused.value)


def test_an_empty_encryption_key_is_refused(tmp_path: Path) -> None:
    config.encryption_keys(config.load())
    (tmp_path / "data" / "encryption.key").write_text("\n")

    with pytest.raises(WrongSetting):
        config.encryption_keys(config.load())


def test_the_key_file_may_hold_older_keys_below_the_newest(tmp_path: Path) -> None:
    (old,) = config.encryption_keys(config.load())
    new = Fernet.generate_key().decode()
    (tmp_path / "data" / "encryption.key").write_text(f"{new}\n\n{old}\n")

    assert config.encryption_keys(config.load()) == [new, old]
