"""Canaries: the bot lives through every flow and error at DEBUG; then all it left is searched."""

import asyncio
import json
import secrets
import string
import subprocess
import sys
from base64 import b64encode, urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any

import pytest
from canaries import files_under, leaks, spellings
from command import MAIN, CommandLine, Running
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from world import PATIENCE, Message, Person, World

from storage import Storage, Vault

LETTERS = string.ascii_letters + string.digits
ENVIRONMENT = "sandbox"


class Deployment:
    """A bot in a process of its own, at work between the offline exchange and Telegram."""

    def __init__(self, world: World, folder: Path, log_format: str) -> None:
        self.world, self.folder = world, folder
        self.alice, self.bob = self.people = (world.person(), world.person())
        self.main = CommandLine(folder)
        self.token = f"{secrets.randbelow(10**9) + 10**9}:{_random(35)}"
        self.secrets = {"the bot token": self.token.encode()}
        self.places: dict[str, bytes] = {}
        exchange = world.exchange_url
        self.settings = {
            "LOG_LEVEL": "DEBUG",
            "LOG_FORMAT": log_format,
            "TELEGRAM_BOT_TOKEN_FILE": folder / "token",
            "TELEGRAM_BASE_URL": f"{world.telegram_url}/bot",
            "TELEGRAM_FILE_URL": f"{world.telegram_url}/file/bot",
            "BINANCE_ENVIRONMENT": ENVIRONMENT,
            "BINANCE_SPOT_REST_URL": exchange,
            "BINANCE_SAPI_REST_URL": exchange,
            "BINANCE_SPOT_STREAM_URL": exchange.replace("http", "ws"),
            "BINANCE_SPOT_WSAPI_URL": exchange.replace("http", "ws") + "/ws-api/v3",
        }
        (folder / "token").write_text(self.token)

    @asynccontextmanager
    async def running(self, log: str) -> AsyncIterator[Running]:
        with self.main.running("run", log=log, **self.settings) as bot:
            await asyncio.to_thread(bot.says, "The bot is running")
            self.places |= {f"{log}: {name}": shown for name, shown in _shown(bot).items()}
            yield bot

    async def account(self, name: str) -> dict[str, str]:
        """An account whose key and secret are canaries."""
        made = await self.world.account(label=name)
        self.watch(f"API key {name}", made["api_key"])
        self.watch(f"secret {name}", made["secret"])
        return made

    def watch(self, name: str, secret: str) -> None:
        self.secrets[name] = secret.encode()

    async def watch_the_vault(self, backup: str) -> None:
        """Open a copy of the database with the bot's own key, to know what it keeps sealed."""
        done = await asyncio.to_thread(self.main, "backup", backup, **self.settings)
        assert done.code == 0, done.err
        key = (self.folder / "data" / "encryption.key").read_text().strip()
        self.watch("the Fernet key", key)
        self.secrets["the Fernet key, decoded"] = _decoded(key)
        async with self._copy(backup, key) as storage, storage.read() as unit:
            for person in self.people:
                for row in await unit.keys.of(person.id, ENVIRONMENT):
                    if row.kind == "ed25519":
                        name = f"of key {row.id} in {backup}"
                        self._watch_private_key(name, unit.keys.opened(row).secret)

    @asynccontextmanager
    async def _copy(self, backup: str, key: str) -> AsyncIterator[Storage]:
        copy = self.folder / f"opened-{backup}"
        copy.touch(0o600)
        copy.write_bytes((self.folder / backup).read_bytes())
        async with Storage.open(f"sqlite+aiosqlite:///{copy}", Vault([key])) as storage:
            yield storage

    def _watch_private_key(self, name: str, pem: str) -> None:
        private = load_pem_private_key(pem.encode(), password=None)
        assert isinstance(private, Ed25519PrivateKey)
        self.watch(f"PEM {name}", pem)
        self.watch(f"body of PEM {name}", pem.splitlines()[1])
        self.secrets[f"seed {name}"] = private.private_bytes_raw()

    async def everything_left(self) -> dict[str, bytes]:
        """All that the bot wrote anywhere, and all that it told anybody."""
        calls = await self.world.calls()
        told = [call for call in calls if call["method"] != "getUpdates"]
        exempt = [self.folder / "token", self.folder / "data" / "encryption.key"]
        return (
            self.places
            | files_under(self.folder, but=exempt)
            | {"calls of the Bot API": json.dumps(told, ensure_ascii=False).encode()}
        )


@pytest.fixture(params=["text", "json"])
def deployment(quiet_world: World, tmp_path: Path, request: pytest.FixtureRequest) -> Deployment:
    folder = tmp_path / "deployment"
    folder.mkdir()
    return Deployment(quiet_world, folder, request.param)


@pytest.mark.timeout(400)  # a busy machine; it waits, and measures nothing
async def test_no_secret_shows_anywhere_whatever_happens(deployment: Deployment) -> None:
    async with deployment.running("first") as bot:
        await _keys_are_connected(deployment)
        await _money_moves(deployment)
        await _telegram_fails(deployment)
        await _binance_fails(deployment)
        await _an_order_is_under_way(deployment)
        killed = await asyncio.to_thread(bot.ends, SIGKILL)
    async with deployment.running("second") as bot:
        await deployment.alice.reads("ETHUSDT for 50")
        await deployment.watch_the_vault("at-the-end.db")
        await _is_refused_by_telegram(deployment)
        ended = await asyncio.to_thread(bot.ends, SIGTERM)

    found = leaks(deployment.secrets, await deployment.everything_left())

    assert found == []
    assert (killed.code, ended.code) == (-SIGKILL, 0), ended.err
    assert len(killed.err) > 0


async def _keys_are_connected(at: Deployment) -> None:
    """In every way there is, the wrong ones as well."""
    alice, bob = at.alice, at.bob
    await alice.says("/start")
    await alice.says("/setkey")
    await at.watch_the_vault("first-pair.db")
    made = await alice.connects()
    at.watch("API key of alice", made["api_key"])
    await at.watch_the_vault("second-pair.db")

    await bob.says("/start")
    in_group, wrong, stays, good = [
        await at.account(name) for name in ("in a group", "wrong", "undeleted", "good")
    ]
    await bob.writes(_setkey(in_group), chat_type="group")
    at.watch("a wrong secret", mistyped := _random(64))
    assert "does not accept" in (await bob.says(f"/setkey {wrong['api_key']} {mistyped}"))["text"]
    await bob.says(f"/setkey {wrong['api_key']} {wrong['secret']} {mistyped}")
    await at.world.telegram_fault("status", path="deleteMessage", status=400)
    await bob.says(_setkey(stays))
    await bob.reads("could not delete")
    await bob.says(_setkey(good))


async def _money_moves(at: Deployment) -> None:
    alice = at.alice
    await alice.says("/price btc eth")
    await alice.says("/chart btc")
    await alice.says("/balance")
    await at.bob.says("/balance")
    await alice.taps(await _answers(alice, "/buy btc $100", "Free afterwards"), "Confirm")
    await alice.reads("Filled: BUY BTCUSDT for")
    selling = await _answers(alice, "/sell btc 0.001 @ 99000", "Free afterwards")
    await alice.taps(selling, "Confirm")
    await alice.reads("Waiting in the book")
    (waiting,) = [one for one in await at.world.orders() if one["status"] == "NEW"]
    await alice.says(f"/cancel {waiting['orderId']}")
    await _answers(alice, "/alert btc > 80000", "80,000")
    await at.world.price("BTCUSDT", "80001")
    await alice.reads("🔔")


async def _telegram_fails(at: Deployment) -> None:
    faults: list[tuple[str, dict[str, Any]]] = [
        ("sendMessage", {"kind": "status", "status": 400}),
        ("sendMessage", {"kind": "status", "status": 401}),
        ("sendMessage", {"kind": "status", "status": 403}),
        ("sendMessage", {"kind": "status", "status": 500}),
        ("sendMessage", {"kind": "drop_before"}),
        ("sendMessage", {"kind": "drop_after"}),
        ("sendMessage", {"kind": "garbage"}),
        ("getUpdates", {"kind": "status", "status": 500}),
        ("getUpdates", {"kind": "garbage"}),
        ("getUpdates", {"kind": "drop_before"}),
    ]
    for method, fault in faults:
        await at.world.telegram_fault(path=method, **fault)
        await at.alice.writes("/price btc")
        await _happened(at.world, at.world.telegram_url)
    await _answers(at.alice, "/price btc", "BTCUSDT")


async def _binance_fails(at: Deployment) -> None:
    alice, account = at.alice, "/api/v3/account"
    faults: list[tuple[str, dict[str, Any]]] = [
        (account, {"kind": "status", "status": 503}),
        (account, {"kind": "garbage"}),
        (account, {"kind": "drop_before", "times": 3}),
        (account, {"kind": "status", "status": 401, "code": -2015, "msg": "Invalid API-key."}),
        (account, {"kind": "status", "status": 400, "code": -1022, "msg": "Not valid."}),
        ("/api/v3/klines", {"kind": "status", "status": 502}),
    ]
    for path, fault in faults:
        await at.world.fault(path=path, **fault)
        await alice.says("/balance" if path == account else "/chart eth")
    for path in ("/stream*", "/ws-api/v3"):
        await at.world.fault("cut", path=path)
    await at.world.fault("drop_after", path="/api/v3/order", method="POST")
    await _answers(alice, "/balance", "USDT")
    await alice.taps(await _answers(alice, "/buy eth $40", "Free afterwards"), "Confirm")
    await alice.reads("ETHUSDT for 40")
    await at.world.fault("ban", path=account, seconds=1)
    await alice.says("/balance")
    await _answers(alice, "/balance", "USDT")


async def _an_order_is_under_way(at: Deployment) -> None:
    """Its answer does not come before the bot is killed."""
    await at.world.fault("delay", path="/api/v3/order", method="POST", seconds=30, execute=True)
    asked = await _answers(at.alice, "/buy eth $50", "Free afterwards")
    tap = {"user_id": at.alice.id, "message_id": asked["message_id"], "label": "Confirm"}
    await at.world.telegram("tap", tap | {"wait": 0})
    await _happened(at.world, at.world.exchange_url)


async def _is_refused_by_telegram(at: Deployment) -> None:
    """A second bot, whose token Telegram does not take: the library's own error quotes it."""
    await at.world.telegram_fault("status", path="getMe", status=401)
    elsewhere = {"DATABASE_URL": f"sqlite+aiosqlite:///{at.folder}/elsewhere/bot.db"}
    keyed = {"ENCRYPTION_KEYS": Fernet.generate_key().decode()}
    at.watch("the other Fernet key", keyed["ENCRYPTION_KEYS"])
    ended = await asyncio.to_thread(at.main, "run", **at.settings | elsewhere | keyed)
    assert ended.code == 2, ended.err
    at.places["words about a refused token"] = (ended.out + ended.err).encode()


async def _answers(person: Person, asked: str, having: str) -> Message:
    """Ask until the bot is well again."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await person.writes(asked)
            answer = await person.hears()
            if having in answer.get("text", ""):
                return answer
            await asyncio.sleep(0.2)


async def _happened(world: World, address: str) -> None:
    """Wait until nothing is left of the faults that were ordered there."""
    left: object = None
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                left = (await world.http.get(f"{address}/sandbox/faults")).json()
                if not left:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"it never happened: {left}") from None


def _shown(bot: Running) -> dict[str, bytes]:
    """What the system shows of a process."""
    process = Path(f"/proc/{bot.process.pid}")
    return {name: (process / name).read_bytes() for name in ("cmdline", "environ")}


def _setkey(account: dict[str, str]) -> str:
    return f"/setkey {account['api_key']} {account['secret']}"


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def _decoded(fernet_key: str) -> bytes:
    return urlsafe_b64decode(fernet_key)


@pytest.mark.parametrize("as_json", [False, True])
def test_the_error_that_ends_the_process_passes_the_net(as_json: bool) -> None:
    token = f"123456789:{_random(35)}"
    program = (
        "from bot.logs import configure\n"
        f"configure(level='DEBUG', as_json={as_json})\n"
        f"raise OSError('https://127.0.0.1/bot{token}/getMe')"
    )

    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=MAIN.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "OSError" in ended.stderr
    assert "[token]/getMe" in ended.stderr


def test_the_search_finds_a_secret_in_every_spelling() -> None:
    secret = _random(64).encode()
    inside = b"Authorization: Basic " + b64encode(b"someone:" + secret + b"\n")

    assert all(
        leaks({"it": secret}, {"there": b"..." + spelt + b"..."})
        for spelt in spellings(secret).values()
    )
    assert leaks({"it": secret}, {"there": inside})
    assert leaks({"it": secret}, {"there": b"cut short: " + secret[:40]})
    assert leaks({"it": secret}, {"elsewhere": _random(10_000).encode()}) == []
