"""Whatever is logged, by whomever and at any level: no secret reaches the log."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from binance.signing import new_ed25519_pair
from bot.logs import LOUD, configure, redact
from storage import Vault

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
HMAC = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
ED25519 = "kX8LqD4sZfQ2n0oW3uYtR7vB6mC1xJ5hG9pA+eS/iFdUwKzNlTjVbMyHrOcEgQa3PqIuXs1L7y2R4t6W8zB0Aw=="
PEM = new_ed25519_pair().private_pem
FERNET = "q3n9Xv0T2kLmPzR8sYwB4uHdJfGcEaN7iOoQx5VtSrM="
SEALED = Vault([Vault.new_key()]).seal(1, "secret", "hidden", record="1")

LEAKS = {
    "token": (f"token {TOKEN} is set", TOKEN),
    "token in a URL": (f"GET https://api.telegram.org/bot{TOKEN}/getMe 200", TOKEN),
    "token of a file": (f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg", TOKEN),
    "token in quotes": (f"Bot(token='{TOKEN}')", TOKEN),
    "API key": (f"X-MBX-APIKEY: {KEY}", KEY),
    "API key in a list": (f"['{KEY}', 2]", KEY),
    "two keys": (f"{KEY} {HMAC}", HMAC),
    "two keys on two lines": (f"{KEY}\n{KEY[::-1]}", KEY[::-1]),
    "HMAC signature": (f"GET /api/v3/account?timestamp=1&signature={HMAC}", HMAC),
    "Ed25519 signature": (f"/api/v3/account?timestamp=1&signature={ED25519}&x=1", ED25519[:20]),
    "signature as JSON": (f'{{"signature": "{ED25519}"}}', ED25519[:20]),
    "signature as a dictionary": (f"{{'signature': '{ED25519}'}}", ED25519[:20]),
    "private key": (f"loaded {PEM} from disk", PEM.splitlines()[1]),
    "half a private key": (PEM[:80], PEM[30:80].strip()),
    "private key in repr": (repr(PEM), PEM.splitlines()[1]),
    "sealed secret": (f"row {SEALED} does not open", SEALED[5:]),
    "sealed secret on a line of its own": (f"row\n{SEALED}", SEALED[5:]),
    "encryption key": (f"ENCRYPTION_KEYS={FERNET}", FERNET[:20]),
    "encryption key on a line of its own": (f"keys:\n{FERNET}\n", FERNET[:20]),
    "page of a key": (f"GET https://bot.example.com/keys/{FERNET[:43]} 200", FERNET[:20]),
    "setkey": ("got /setkey short-key short-secret", "short-secret"),
    "setkey with the bot's name": ("got /setkey@our_bot short-key short-secret", "short-secret"),
}


@pytest.fixture
def logs() -> Iterator[None]:
    """The process's own logging again afterwards."""
    root, kept = logging.root, (list(logging.root.handlers), logging.root.level)
    levels = {name: logging.getLogger(name).level for name in LOUD}
    yield
    root.handlers[:], level = kept
    root.setLevel(level)
    structlog.reset_defaults()
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize(("line", "secret"), LEAKS.values(), ids=LEAKS)
def test_a_secret_is_taken_out_of_a_text(line: str, secret: str) -> None:
    assert secret in line
    assert secret not in redact(line)


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize(("line", "secret"), LEAKS.values(), ids=LEAKS)
def test_no_log_line_shows_a_secret(
    line: str, secret: str, as_json: bool, logs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level="DEBUG", as_json=as_json)

    logging.getLogger("bot.somewhere").debug("seen: %s", line)
    logging.getLogger("bot.somewhere").info("seen", extra={"detail": line})
    structlog.get_logger("bot.other").warning("seen", detail=line)

    written = capsys.readouterr().err
    assert written.count("seen") == 3
    assert secret not in written
    if as_json:
        for one in written.splitlines():
            assert json.loads(one)["level"]


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize(("line", "secret"), LEAKS.values(), ids=LEAKS)
def test_no_traceback_shows_a_secret(
    line: str, secret: str, as_json: bool, logs: None, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level="DEBUG", as_json=as_json)

    try:
        try:
            raise KeyError(line)  # noqa: TRY301  # the traceback is what is tested
        except KeyError as cause:
            raise ValueError(line) from cause
    except ValueError:
        logging.getLogger("bot.somewhere").exception("it failed")

    written = capsys.readouterr().err
    assert "it failed" in written
    assert secret not in written


@pytest.mark.parametrize(
    "line",
    [
        "order bt-0123456789abcdef0123456789abcdef of 1001 accepted",
        "12:30:45 price 67123.40000000 of BTCUSDT",
        "http://127.0.0.1:8600/sandbox/state",
        "fingerprint c8db5682",
        "-----BEGIN PUBLIC KEY-----",
        "/setkey",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact(line) == line


def test_talkative_libraries_are_kept_quiet(logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure(level="DEBUG", as_json=False)

    for name in ("httpx", "websockets.client", "sqlalchemy.engine", "telegram.ext", "httpcore"):
        logging.getLogger(name).info("GET https://somewhere/")
    logging.getLogger("bot").debug("ours")

    written = capsys.readouterr().err
    assert "somewhere" not in written
    assert "ours" in written


def test_the_level_is_obeyed(logs: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure(level="WARNING", as_json=True)

    logging.getLogger("bot").info("small talk")
    logging.getLogger("bot").warning("trouble")

    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "trouble"
    assert json.loads(line)["logger"] == "bot"
