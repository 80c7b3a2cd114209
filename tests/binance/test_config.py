"""Settings of the client from the environment; a wrong one is told in one line."""

import pickle
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from redis_server import redis_server

from binance import Ed25519Key, HmacKey, Hosts, new_ed25519_pair
from binance.cache import MemoryCache
from binance.cache_redis import RedisCache
from binance.config import BinanceConfig
from binance.environ import WrongSetting
from binance.models.market import Interval
from binance.public.spot import Klines

KEY, SECRET = "abcdefgh12345678", "canary-secret-of-nobody-else"
PEM = new_ed25519_pair().private_pem


def config(**settings: str) -> BinanceConfig:
    return BinanceConfig.from_env(settings)


def test_without_settings_it_is_live_and_without_a_key() -> None:
    assert config() == BinanceConfig() == BinanceConfig(hosts=Hosts.live(), signer=None)


@pytest.mark.parametrize(
    ("name", "hosts"),
    [
        ("live", Hosts.live()),
        ("testnet", Hosts.testnet()),
        ("DEMO", Hosts.demo()),
        ("market-data", Hosts.market_data_only()),
        ("sandbox", Hosts.sandbox(8600)),
        ("", Hosts.live()),
    ],
)
def test_the_environment_names_a_world(name: str, hosts: Hosts) -> None:
    assert config(BINANCE_ENVIRONMENT=name).hosts == hosts


def test_addresses_can_be_exchanged_one_by_one() -> None:
    hosts = config(
        BINANCE_ENVIRONMENT="testnet",
        BINANCE_USDM_REST_URL="https://demo-fapi.binance.com",
        BINANCE_SPOT_WSAPI_URL="ws://127.0.0.1:1/ws-api/v3",
    ).hosts

    assert hosts == Hosts.testnet().replace(
        usdm_rest="https://demo-fapi.binance.com", spot_wsapi="ws://127.0.0.1:1/ws-api/v3"
    )
    assert config(BINANCE_PROXY_URL="http://here:8090/").hosts.spot_rest == "http://here:8090/"
    assert config(BINANCE_PROXY_URL="http://here:8090").hosts == Hosts.live().proxy(
        "http://here:8090"
    )


def test_the_sandbox_has_a_port() -> None:
    made = config(BINANCE_ENVIRONMENT="sandbox", SANDBOX_EXCHANGE_PORT="9001")

    assert made.hosts == Hosts.sandbox(9001)


def test_numbers_are_read() -> None:
    made = config(BINANCE_TIMEOUT="2.5", BINANCE_RECV_WINDOW="10000")

    assert (made.timeout, made.recv_window) == (2.5, 10000)


def test_a_secret_makes_an_hmac_key_and_a_pem_another() -> None:
    assert isinstance(config(BINANCE_API_KEY=KEY, BINANCE_SECRET_KEY=SECRET).signer, HmacKey)
    in_one_line = PEM.replace("\n", "\\n")
    for pem in (PEM, in_one_line):
        assert isinstance(config(BINANCE_API_KEY=KEY, BINANCE_PRIVATE_KEY=pem).signer, Ed25519Key)


def test_secrets_may_be_in_files(tmp_path: Path) -> None:
    lock = serialization.BestAvailableEncryption(b"canary")
    pkcs8, pem = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    key = ed25519.Ed25519PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(key.private_bytes(pem, pkcs8, lock))
    (tmp_path / "passphrase").write_text("canary\n")

    made = config(
        BINANCE_API_KEY=KEY,
        BINANCE_PRIVATE_KEY_FILE=str(tmp_path / "key.pem"),
        BINANCE_PRIVATE_KEY_PASSPHRASE_FILE=str(tmp_path / "passphrase"),
    )

    assert isinstance(made.signer, Ed25519Key)


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        (
            {"BINANCE_ENVIRONMENT": "production"},
            "BINANCE_ENVIRONMENT must be one of live, testnet, demo, sandbox, market-data",
        ),
        (
            {"BINANCE_TIMEOUT": "nan"},
            "BINANCE_TIMEOUT must be a number of seconds above 0 and at most 300",
        ),
        (
            {"BINANCE_RECV_WINDOW": "60001"},
            "BINANCE_RECV_WINDOW must be a whole number of milliseconds from 1 to 60000",
        ),
        (
            {"BINANCE_ENVIRONMENT": "sandbox", "SANDBOX_EXCHANGE_PORT": "0"},
            "SANDBOX_EXCHANGE_PORT must be a port between 1 and 65535",
        ),
        (
            {"BINANCE_SPOT_REST_URL": "api.binance.com"},
            "BINANCE_SPOT_REST_URL must be an address that begins with http:// or https://",
        ),
        (
            {"BINANCE_SPOT_STREAM_URL": "https://stream.binance.com"},
            "BINANCE_SPOT_STREAM_URL must be an address that begins with ws:// or wss://",
        ),
        (
            {"BINANCE_PROXY_URL": "http://me:canary@proxy"},
            "BINANCE_PROXY_URL must not hold a user or a password, because addresses are shown",
        ),
        (
            {"BINANCE_PROXY_URL": "https://host/base"},
            "BINANCE_PROXY_URL must be an address without a path, because Binance's paths follow",
        ),
        (
            {"BINANCE_PROXY_URL": "http://proxy:canary"},
            "BINANCE_PROXY_URL is not an address",
        ),
        (
            {"BINANCE_CACHE_URL": "memcached://:canary@cache"},
            "BINANCE_CACHE_URL must be memory, or begin with redis://, rediss:// or unix://",
        ),
        ({"BINANCE_CACHE_URL": "redis://[canary"}, "BINANCE_CACHE_URL is not an address"),
        (
            {"BINANCE_API_KEY": "canary\r\nX-Evil: 1"},
            "BINANCE_API_KEY must consist of letters and digits",
        ),
        (
            {"BINANCE_SECRET_KEY": "canary"},
            "BINANCE_API_KEY is missing, though there is a secret to it",
        ),
        (
            {"BINANCE_API_KEY": KEY, "BINANCE_SECRET_KEY": "canary", "BINANCE_PRIVATE_KEY": PEM},
            "BINANCE_SECRET_KEY and BINANCE_PRIVATE_KEY are both set: leave one out",
        ),
        (
            {"BINANCE_API_KEY": KEY, "BINANCE_PRIVATE_KEY": "canary"},
            (
                "the key of BINANCE_API_KEY cannot be used: "
                "neither an Ed25519 nor an RSA private key in PEM"
            ),
        ),
        (
            {"BINANCE_SECRET_KEY_FILE": "/nowhere/at/all"},
            (
                "BINANCE_SECRET_KEY_FILE names a file that cannot be read "
                "(No such file or directory): /nowhere/at/all"
            ),
        ),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(settings: dict[str, str], complaint: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        BinanceConfig.from_env(settings)

    assert str(wrong.value) == complaint
    assert wrong.value.__context__ is None


def test_a_config_shows_no_secret() -> None:
    made = config(
        BINANCE_API_KEY=KEY, BINANCE_SECRET_KEY=SECRET, BINANCE_CACHE_URL="redis://:canary@cache"
    )

    assert "canary" not in repr(made)
    assert KEY not in repr(made)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(made)


async def test_a_config_opens_a_client_with_what_it_says() -> None:
    made = config(BINANCE_ENVIRONMENT="sandbox", BINANCE_CACHE_URL="memory")

    async with made.open() as binance:
        assert binance.hosts == Hosts.sandbox()
        assert isinstance(binance._cache, MemoryCache)


async def test_by_a_machines_clock_that_is_ahead_no_running_candle_has_ended(
    fake: Any, now: Any
) -> None:
    made = config(BINANCE_ENVIRONMENT="sandbox", BINANCE_CACHE_URL="memory")
    row = [0, "1", "1", "1", "1", "1", 1, "1", 1, "1", "1", "0"]
    fake.says("GET /api/v3/klines", [row])
    fake.ahead = -3 * 3600.0  # our clock is three hours before Binance's
    end = int((now() - 3600) * 1000)
    running = Klines(symbol="BTCUSDT", interval=Interval.H1, end_time=end)
    transport = httpx.ASGITransport(fake.app())
    async with made.open(transport=transport, now=now) as binance:
        await binance.resync()
        await binance.send(running)

        assert isinstance(binance._cache, MemoryCache)
        assert binance._cache._entries[running].good_until < time.time() + 61


async def test_a_cache_in_redis_says_which_package_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)
    monkeypatch.delitem(sys.modules, "binance.cache_redis", raising=False)

    with pytest.raises(WrongSetting, match="pip install redis"):
        async with config(BINANCE_CACHE_URL="redis://127.0.0.1").open():
            pass


async def test_a_config_connects_to_a_cache_in_redis() -> None:
    with redis_server() as url:
        made = config(BINANCE_ENVIRONMENT="sandbox", BINANCE_CACHE_URL=url)
        async with made.open() as binance:
            assert isinstance(binance._cache, RedisCache)


def test_the_package_alone_imports_nothing_heavy() -> None:
    heavy = {
        "prometheus_client", "redis", "pandas", "numpy", "aiohttp", "websockets",
        "binance.facade", "binance.config", "binance.streams", "binance.public.futures",
    }  # fmt: skip
    code = f"import binance, sys; print(*({heavy!r} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
