"""The front door: commands in processes of their own, in an empty folder, without a network."""

import asyncio
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from command import PATIENCE, CommandLine, Ended, Running, free_ports, until

from storage import Storage, Vault, migrate

TOKEN = "123456789:a-token-that-nobody-at-telegram-knows"
SECRET = {"TELEGRAM_BOT_TOKEN", "ENCRYPTION_KEYS"}
REAL = {"TELEGRAM_BOT_TOKEN": TOKEN, "BINANCE_ENVIRONMENT": "sandbox"}


@pytest.fixture
def main(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What the bot keeps, as an earlier start left it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    key = folder / "encryption.key"
    key.touch(0o600)
    key.write_text(Vault.new_key())
    asyncio.run(migrate(f"sqlite+aiosqlite:///{folder}/bot.db"))
    return folder


@pytest.fixture
def ports() -> dict[str, Any]:
    names = ("SANDBOX_EXCHANGE_PORT", "SANDBOX_TELEGRAM_PORT", "HTTP_PORT")
    return dict(zip(names, free_ports(3), strict=True))


@pytest.fixture
def bot(main: CommandLine, ports: dict[str, Any]) -> Iterator[Running]:
    """`main.py run` as on a fresh machine."""
    with main.running("run", **ports) as running:
        running.says("Chat with the bot")
        yield running


@pytest.fixture
def chat(ports: dict[str, Any]) -> Iterator[httpx.Client]:
    address = f"http://127.0.0.1:{ports['SANDBOX_TELEGRAM_PORT']}"
    with httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def says(chat: httpx.Client, text: str) -> str:
    """Write to the bot; what it answers."""
    sent = chat.post("/sandbox/message", json={"user_id": 1001, "text": text}).json()["message_id"]

    def answers() -> list[dict[str, Any]]:
        shown = chat.get("/sandbox/chat/1001").json()["messages"]
        return [one for one in shown if one["from"] == "bot" and one["message_id"] > sent]

    until(answers)
    return str(answers()[0]["text"])


def refused(ended: Ended, *words: str) -> bool:
    """Whether it ended at once, in one line that has these words."""
    lines = ended.err.splitlines()
    return ended.code == 2 and len(lines) == 1 and all(word in lines[0] for word in words)


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2", "@BotFather"),
        ("SANDBOX_EXCHANGE_PORT", "eighty", "must be a valid integer"),
        ("SANDBOX_TELEGRAM_PORT", "70000", "between 1 and 65535"),
        ("TELEGRAM_BASE_URL", "ftp://127.0.0.1", "http://"),
        ("BINANCE_SPOT_REST_URL", "http://", "http://"),
        ("BINANCE_SPOT_WSAPI_URL", "https://127.0.0.1", "wss://"),
        ("BINANCE_ENVIRONMENT", "mars", "must be 'live', 'testnet', 'demo' or 'sandbox'"),
        ("BINANCE_ENVIRONMENT", "live", "TELEGRAM_BOT_TOKEN"),
        ("ENCRYPTION_KEYS", "hunter2", "keys generate"),
        ("DATABASE_URL", "sqlite+aiosqlite:///", "path/to/file.db"),
        ("DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/bot.db", "a folder of its own"),
        ("TELEGRAM_BOT_TOKEN_FILE", "/nowhere/token", "cannot be read"),
        ("SANDBOX_REPLAY", "/nowhere/klines.csv", "data.binance.vision"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    main: CommandLine, ports: dict[str, Any], setting: str, value: str, remedy: str
) -> None:
    ended = main("run", **ports | {setting: value})

    assert refused(ended, setting, remedy)
    assert setting not in SECRET or value not in ended.err


def test_a_faulty_line_of_a_replay_is_told_in_one_line(
    main: CommandLine, ports: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "klines.csv"
    file.write_text("1640991600000,1,2,1,1,5\n1640991660000,1,2,1\n")

    ended = main("sandbox", **ports | {"SANDBOX_REPLAY": str(file)})

    assert refused(ended, f"SANDBOX_REPLAY={file}, line 2", "leave it unset")


def test_a_setting_may_stand_in_dotenv_and_in_a_file(main: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("nonsense\n")
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN_FILE=token\n")

    assert refused(main("run"), "TELEGRAM_BOT_TOKEN is not a bot token")


@pytest.mark.parametrize("setting", ["SANDBOX_EXCHANGE_PORT", "SANDBOX_TELEGRAM_PORT", "HTTP_PORT"])
def test_a_port_in_use_is_named(main: CommandLine, ports: dict[str, Any], setting: str) -> None:
    with socket.create_server(("127.0.0.1", ports[setting])):
        assert refused(main("run", **ports), setting, "choose another port")


def test_a_database_that_others_may_read_is_refused(main: CommandLine, data: Path) -> None:
    (data / "bot.db").chmod(0o644)

    assert refused(main("run", **REAL), "chmod 600", "bot.db")


def test_a_key_that_others_may_read_is_refused(main: CommandLine, data: Path) -> None:
    (data / "encryption.key").chmod(0o640)

    assert refused(main("run", **REAL), "chmod 600", "encryption.key")


def test_a_database_without_its_key_is_refused(main: CommandLine, data: Path) -> None:
    (data / "encryption.key").unlink()

    assert refused(main("run", **REAL), "ENCRYPTION_KEYS", "put the key file back")


def test_a_token_that_telegram_refuses_ends_the_bot(
    main: CommandLine, ports: dict[str, Any], chat: httpx.Client
) -> None:
    with main.running("sandbox", log="sandbox", **ports) as sandbox:
        sandbox.says("Chat with the bot")
        refusal = {"kind": "status", "status": 401, "match": {"path": "getMe"}}
        chat.post("/sandbox/faults", json=[refusal])

        assert refused(
            main("run", **_at(chat), **REAL, **ports), "TELEGRAM_BOT_TOKEN", "@BotFather"
        )


def test_a_token_that_telegram_takes_back_ends_the_bot(bot: Running, chat: httpx.Client) -> None:
    refusal = {"kind": "status", "status": 401, "match": {"path": "getUpdates"}}
    chat.post("/sandbox/faults", json=[refusal])
    chat.post("/sandbox/message", json={"user_id": 1001, "text": "/start"})

    assert bot.process.wait(PATIENCE) == 2
    assert bot.err.read_text().splitlines()[-1].startswith("TELEGRAM_BOT_TOKEN is refused")


def test_keys_are_generated_and_the_secrets_sealed_anew(main: CommandLine, data: Path) -> None:
    new = main("keys", "generate").out.strip()
    old = (data / "encryption.key").read_text().strip()

    rotated = main("keys", "rotate", ENCRYPTION_KEYS=f"{new},{old}")

    assert rotated.code == 0, rotated.err
    assert "0 keys are sealed with the newest" in rotated.out
    assert main("backup", "saved.db").code == 0
    again = main("keys", "rotate", "saved.db", ENCRYPTION_KEYS=f"{new},{old}")
    assert "0 keys in saved.db are sealed with the newest" in again.out
    missing = main("keys", "rotate", "other.db", ENCRYPTION_KEYS=f"{new},{old}")
    assert refused(missing, "other.db", "no backup")


def test_what_does_not_open_is_named_after_the_backups_were_sealed_anew_too(
    main: CommandLine, data: Path
) -> None:
    new = main("keys", "generate").out.strip()
    old = (data / "encryption.key").read_text().strip()
    asyncio.run(_a_second_factor(data / "bot.db", old))
    assert main("backup", "saved.db").code == 0
    with closing(sqlite3.connect(data / "bot.db")) as tampering, tampering:
        tampering.execute("UPDATE second_factors SET secret_sealed = 'x'")

    rotated = main("keys", "rotate", "saved.db", ENCRYPTION_KEYS=f"{new},{old}")

    assert rotated.code == 2
    assert "1 keys in saved.db are sealed with the newest" in rotated.out
    assert "may leave ENCRYPTION_KEYS" not in rotated.out
    assert "were left as they are: second_factors 7." in rotated.err


async def _a_second_factor(database: Path, key: str) -> None:
    url = f"sqlite+aiosqlite:///{database}"
    async with Storage.open(url, Vault([key])) as storage, storage.begin() as unit:
        await unit.users.meet(7, name="N", language="en", active=True)
        await unit.second_factors.begin(7, "TOTPSECRET")


@pytest.mark.usefixtures("data")
def test_a_backup_is_private_and_never_overwrites(main: CommandLine, tmp_path: Path) -> None:
    saved = main("backup", "saved.db")

    assert saved.code == 0, saved.err
    assert (tmp_path / "saved.db").stat().st_mode & 0o777 == 0o600
    assert refused(main("backup", "saved.db"), "saved.db", "exists already")
    assert refused(main("backup", "nowhere/saved.db"), "nowhere/saved.db", "cannot be written")


def test_there_is_nothing_to_back_up_before_the_first_start(
    main: CommandLine, tmp_path: Path
) -> None:
    assert refused(main("backup", "saved.db"), "no database")
    assert not (tmp_path / "saved.db").exists()


def test_the_bot_answers_in_the_chat_page_backs_up_and_ends_in_order(
    main: CommandLine, bot: Running, chat: httpx.Client, ports: dict[str, Any]
) -> None:
    assert "<html" in chat.get("/").text
    assert "Help" in says(chat, "/start") or "/help" in says(chat, "/help")
    assert main("backup", "saved.db").code == 0
    assert refused(main("migrate"), "bot.db", "stop it first")

    ended = bot.ends(signal.SIGTERM, within=10)

    assert (ended.code, ended.err) == (0, "")


def test_the_sandbox_is_forced_whatever_the_settings_say_until_an_interrupt(
    main: CommandLine, ports: dict[str, Any], chat: httpx.Client
) -> None:
    live = {"TELEGRAM_BOT_TOKEN": TOKEN, "BINANCE_ENVIRONMENT": "live"}
    with main.running("run", "--sandbox", **live, **ports) as bot:
        bot.says("Chat with the bot")

        says(chat, "/start")
        assert bot.ends(signal.SIGINT, within=10).code == 0


def test_the_sandbox_alone_serves_a_bot_elsewhere_which_only_one_process_may_be(
    main: CommandLine, ports: dict[str, Any], chat: httpx.Client
) -> None:
    with main.running("sandbox", log="sandbox", **ports) as sandbox:
        sandbox.says("Chat with the bot")
        with main.running("run", **_at(chat), **REAL, **ports) as bot:
            bot.says("running on Telegram and Binance sandbox")
            says(chat, "/start")

            assert refused(main("run", **_at(chat), **REAL, **ports), "bot.db", "stop it first")
            examined = main("doctor", **_at(chat), **REAL, **ports)

            assert bot.alive
        assert sandbox.ends(within=10).code == 0
    assert examined.code == 0, examined.out
    for line in (
        "Database", "in use by a running bot", "Telegram", "Clock", "Limits",
        "USD-M futures", "COIN-M futures", "can be opened: spot, USD-M, COIN-M",
    ):  # fmt: skip
        assert line in examined.out


def test_the_doctor_finds_all_in_order_after_the_first_migration(
    main: CommandLine, tmp_path: Path, ports: dict[str, Any]
) -> None:
    migrated = main("migrate")
    assert (migrated.code, migrated.err) == (0, "")
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()} == {0o600}

    examined = main("doctor", **ports)

    assert examined.code == 0, examined.err
    assert "0 people, 0 connected accounts" in examined.out
    assert "the sandbox is not running" in examined.out


def test_the_doctor_finds_what_cannot_be_reached(main: CommandLine) -> None:
    nobody = f"http://127.0.0.1:{free_ports(1)[0]}"
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": f"{nobody}/bot",
        "BINANCE_ENVIRONMENT": "live",
        "BINANCE_SPOT_REST_URL": nobody,
    }

    examined = main("doctor", **settings)

    assert examined.code == 1, examined.out
    assert examined.out.count("not reached") == 2
    assert TOKEN not in examined.out + examined.err


def _at(chat: httpx.Client) -> dict[str, str]:
    """Where the Telegram of this chat is."""
    address = str(chat.base_url).rstrip("/")
    return {"TELEGRAM_BASE_URL": f"{address}/bot", "TELEGRAM_FILE_URL": f"{address}/file/bot"}
