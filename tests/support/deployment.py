"""A bot in a process of its own, whose every secret is known, and all that it leaves behind."""

import asyncio
import json
import os
import secrets
import string
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from canaries import LINE, SHORTEST_PART, Canaries, files_under
from command import CommandLine, Running, free_ports
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from wiretap import Wiretap
from world import World

from storage import Storage, Vault, backup

ENVIRONMENT = "sandbox"
_LETTERS = string.ascii_letters + string.digits
SHOWN = ("cmdline", "environ", "comm", "status", "stat", "maps", "mountinfo", "limits", "io")
_ENOUGH = 4  # signatures and listen keys of each kind of process


class Deployment:
    """At work between the offline exchange and Telegram."""

    def __init__(self, world: World, wiretap: Wiretap, folder: Path) -> None:
        self.world, self.folder, self._wiretap = world, folder, wiretap
        self.people = self.alice, self.bob, self.carol = [world.person() for _ in range(3)]
        self.main = CommandLine(folder)
        self.canaries = Canaries()
        self.places: dict[str, bytes] = {}
        token = f"{secrets.randbelow(10**9) + 10**9}:{random_word(35)}"
        self.canaries.watch("the bot token", token)
        (folder / "token").write_text(token)
        (port,) = free_ports(1)
        exchange = world.exchange_url
        stream = exchange.replace("http", "ws")
        self.settings: dict[str, object] = {
            "LOG_LEVEL": "DEBUG",
            "TELEGRAM_BOT_TOKEN_FILE": folder / "token",
            "TELEGRAM_BASE_URL": f"{world.telegram_url}/bot",
            "TELEGRAM_FILE_URL": f"{world.telegram_url}/file/bot",
            "BINANCE_ENVIRONMENT": ENVIRONMENT,
            "BINANCE_SPOT_WSAPI_URL": f"{stream}/ws-api/v3",
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "HTTP_PORT": port,
        }
        for market in ("SPOT", "USDM", "COINM"):
            self.settings[f"BINANCE_{market}_REST_URL"] = exchange
            self.settings[f"BINANCE_{market}_STREAM_URL"] = stream
        self.settings["BINANCE_SAPI_REST_URL"] = exchange

    @asynccontextmanager
    async def running(self, log: str, *, log_format: str) -> AsyncIterator[Running]:
        settings = self.settings | {"LOG_FORMAT": log_format}
        with self.main.running("run", log=log, **settings) as bot:
            await asyncio.to_thread(bot.says, "The bot is running")
            yield bot

    def look_at(self, bot: Running, when: str) -> None:
        """Keep what the system shows of the bot and of the processes that it started."""
        for pid in _family(bot.process.pid):
            for name, shown in _shown_of(Path(f"/proc/{pid}")):
                self.places[f"{when}: {name} of {pid}"] = shown

    def look_at_files(self, when: str) -> None:
        """Keep what the bot has left on the disk so far: the write-ahead log goes in the end."""
        self.places |= {f"{when}: {name}": content for name, content in self._files().items()}

    async def account(self, name: str, **more: Any) -> dict[str, str]:
        """An account whose key and secret are canaries."""
        made = await self.world.account(label=name, **more)
        self.canaries.watch(f"API key {name}", made["api_key"], sent=True)
        if "secret" in made:
            self.canaries.watch(f"secret {name}", made["secret"])
        return made

    def watch_pem(self, name: str, pem: str) -> None:
        """The whole of a private key, each line of it, and what an Ed25519 key is made of."""
        self.canaries.watch(f"PEM {name}", pem)
        for number, line in enumerate(pem.splitlines()[1:-1], 1):
            if len(line) >= SHORTEST_PART:
                self.canaries.watch(f"{LINE}{number} of PEM {name}", line)
        private = load_pem_private_key(pem.encode(), password=None)
        if isinstance(private, Ed25519PrivateKey):
            self.canaries.watch(f"seed {name}", private.private_bytes_raw())

    async def watch_the_vault(self, name: str) -> None:
        """Open a copy of the database with the bot's own key, to know what it keeps sealed."""
        await backup(f"sqlite+aiosqlite:///{self.folder}/data/bot.db", self.folder / name)
        key = (self.folder / "data" / "encryption.key").read_text().strip()
        self.canaries.watch("the encryption key", key)
        self.canaries.watch("the encryption key, decoded", urlsafe_b64decode(key))
        async with self._copy(name, key) as storage, storage.read() as unit:
            for person in self.people:
                for row in await unit.keys.of(person.id, ENVIRONMENT):
                    if row.kind == "ed25519":
                        secret = (await unit.keys.opened(row)).secret
                        self.watch_pem(f"of key {row.id}", secret)
                if (data_key := await unit.keys._data_keys._found(person.id)) is not None:
                    self.canaries.watch(f"data key of {person.id}", data_key._key)

    def watch_the_wire(self) -> None:
        """Some of what was signed, and of what the exchange gave away, so far."""
        wire = self._wiretap
        for kind, found in ("signature", wire.signatures), ("listen key", wire.listen_keys):
            for number, one in enumerate([*found][:_ENOUGH] + [*found][-_ENOUGH:]):
                self.canaries.watch(f"{kind} {number}", one, sent=True)

    async def leaks(self) -> list[str]:
        """Every secret that shows where it must not."""
        return [
            *self.canaries.leaks(self.places | self._files()),
            *self.canaries.leaks({"calls of the Bot API": await self._told()}, shown=True),
            *self.canaries.leaks({"the way to the exchange": self._asked()}, sent=True),
        ]

    async def at_home(self) -> list[str]:
        """Every secret that shows where it belongs, as the same search finds it."""
        return self.canaries.leaks({"chat": await self._told(), "exchange": self._asked()})

    def _files(self) -> dict[str, bytes]:
        exempt = [self.folder / "token", self.folder / "data" / "encryption.key"]
        return files_under(self.folder, but=exempt)

    def _asked(self) -> bytes:
        return b"\n".join(dict.fromkeys(self._wiretap.heard))

    async def _told(self) -> bytes:
        calls = await self.world.calls()
        told = [call for call in calls if call["method"] != "getUpdates"]
        return json.dumps(told, ensure_ascii=False).encode()

    @asynccontextmanager
    async def _copy(self, name: str, key: str) -> AsyncIterator[Storage]:
        copy = self.folder / f"opened-{name}"
        copy.touch(0o600)
        copy.write_bytes((self.folder / name).read_bytes())
        try:
            async with Storage.open(f"sqlite+aiosqlite:///{copy}", Vault([key])) as storage:
                yield storage
        finally:
            copy.unlink()


def random_word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def _shown_of(process: Path) -> Iterator[tuple[str, bytes]]:
    """What anybody's `ps`, `lsof` or `top` could show of a process; its memory is not looked at."""
    for name in SHOWN:
        yield name, (process / name).read_bytes()
    for link in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed in this very moment
            yield f"target of fd {link.name}", os.fsencode(link.readlink())
    for thread in (process / "task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            yield f"name of thread {thread.name}", (thread / "comm").read_bytes()


def _family(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _family(int(child))
