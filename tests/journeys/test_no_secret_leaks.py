"""Canaries: the bot lives through every flow and error at DEBUG; then all it left is searched."""

import asyncio
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any

import pytest
from canaries import leaks, spellings
from command import MAIN
from cryptography.fernet import Fernet
from deployment import Deployment, random_word
from key_page import KeyPage, links, own_ed25519, own_rsa
from pyotp import TOTP
from wiretap import Wiretap
from world import PATIENCE, Message, Person, World, looks, world_at

FORM = "🌐 In the browser"
MANY = 50  # secrets


@pytest.fixture
async def deployment(tmp_path: Path) -> AsyncIterator[Deployment]:
    folder, wiretap = tmp_path / "deployment", Wiretap()
    folder.mkdir()
    async with world_at(tmp_path, door=wiretap.before) as world:
        yield Deployment(world, wiretap, folder)


@pytest.mark.long
@pytest.mark.timeout(400)  # a busy machine; it waits, and measures nothing
async def test_no_secret_shows_anywhere_whatever_happens(deployment: Deployment) -> None:
    async with deployment.running("first", log_format="text") as bot:
        await _keys_are_connected(deployment)
        await _own_keys_are_entered_on_the_page(deployment)
        await _a_second_factor_is_set_up(deployment)
        await _money_moves(deployment)
        deployment.look_at(bot, "at work")
        await _telegram_fails(deployment)
        await _an_order_is_under_way(deployment)
        deployment.watch_the_wire()
        killed = await asyncio.to_thread(bot.ends, SIGKILL)
    deployment.look_at_files("after the kill")
    async with deployment.running("second", log_format="json") as bot:
        await deployment.alice.reads("ETHUSDT for 50")
        await _binance_fails(deployment)
        await _keys_are_forgotten(deployment)
        await deployment.watch_the_vault("at-the-end.db")
        await _is_refused_by_telegram(deployment)
        deployment.watch_the_wire()
        ended = await asyncio.to_thread(bot.ends, SIGTERM)

    found = await deployment.leaks()

    assert found == []
    at_home = " ".join(await deployment.at_home())
    assert "after the kill: data/bot.db-wal" in deployment.places
    for name in ("API key good", "signature 0", "listen key 0", "recovery code 0", "form for rsa"):
        assert name in at_home  # else it would be found nowhere
    assert (killed.code, ended.code) == (-SIGKILL, 0), ended.err
    assert len(killed.err) > 0
    assert deployment.canaries.count >= MANY, deployment.canaries.names


async def _keys_are_connected(at: Deployment) -> None:
    """In every way there is, the wrong ones as well."""
    alice, bob = at.alice, at.bob
    await alice.says("/start")
    await alice.says("/setkey")
    await at.watch_the_vault("first-pair.db")
    made = await alice.connects(permissions={"enableFutures": True})  # a listen key, too
    at.canaries.watch("API key of alice", made["api_key"], sent=True)
    await at.watch_the_vault("second-pair.db")

    await bob.says("/start")
    in_group, wrong, stays, good = [
        await at.account(name) for name in ("in a group", "wrong", "undeleted", "good")
    ]
    await bob.writes(_setkey(in_group), chat_type="group")
    at.canaries.watch("a wrong secret", mistyped := random_word(64))
    assert "does not accept" in (await bob.says(f"/setkey {wrong['api_key']} {mistyped}"))["text"]
    await bob.says(f"/setkey {wrong['api_key']} {wrong['secret']} {mistyped}")
    await at.world.telegram_fault("status", path="deleteMessage", status=400)
    await bob.says(_setkey(stays))
    await bob.reads("could not delete")
    await bob.says(_setkey(good))


async def _own_keys_are_entered_on_the_page(at: Deployment) -> None:
    """Of every kind, a wrong secret first; each form's address is a secret too."""
    carol = at.carol
    await carol.says("/start")
    for name, pair in ("rsa", own_rsa()), ("ed25519", own_ed25519()):
        at.watch_pem(f"{name} of carol", pair.private)
        made = await at.account(f"{name} of carol", public_key=pair.public)
        page = await _page(at, f"form for {name}")
        at.canaries.watch(f"a wrong secret for {name}", wrong := random_word(64))
        entered = {"kind": name, "api_key": made["api_key"], "secret": pair.private}
        assert (await page.sends(entered | {"kind": "hmac", "secret": wrong})).status_code == 422
        assert (await page.posts(b"{" + wrong.encode())).status_code >= 400
        assert (await page.sends(entered)).status_code == 200
        await carol.hears("is connected")


async def _page(at: Deployment, name: str) -> KeyPage:
    begun = await _answers(at.carol, "/setkey", "Connect your Binance account")
    await at.carol.taps(begun, "web page")
    url = links(await at.carol.hears("for one key"))[FORM]
    page = KeyPage(at.world.http, url)
    at.canaries.watch(name, page.ticket, shown=True)
    return page


async def _a_second_factor_is_set_up(at: Deployment) -> None:
    """And used: with a recovery code, and after a wrong one."""
    carol = at.carol
    await carol.taps(await carol.says("/secure"), "🔐 Set it up")
    await carol.taps(await carol.hears("Scan this"), "I cannot scan it")
    secret = re.findall(r"\b[A-Z2-7]{32}\b", (await carol.hears("by hand"))["text"])[0]
    at.canaries.watch("the TOTP secret", secret, shown=True)
    await carol.writes(TOTP(secret).now())
    told = await carol.hears("Recovery codes")
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", told["text"])
    for number, code in enumerate(codes):
        at.canaries.watch(f"recovery code {number}", code, shown=True)
    await carol.taps(told, "✅ Written down: delete this")
    brought = await at.account("behind a code")
    await carol.says(_setkey(brought))


async def _keys_are_forgotten(at: Deployment) -> None:
    await at.bob.taps(await _answers(at.bob, "/delkey", "Disconnect"), "✅ Confirm")
    await at.bob.reads("Forgotten")


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
        (account, {"kind": "truncated"}),
        (account, {"kind": "status", "status": 400, "code": -1021, "msg": "Too late."}),
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
    for asked in ("/limits", "/status", "/audit", "/keys", "/orders", "/fills", "/nonsense"):
        await alice.says(asked)


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
    at.canaries.watch("the other Fernet key", keyed["ENCRYPTION_KEYS"])
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
            async for _ in looks():
                left = (await world.http.get(f"{address}/sandbox/faults")).json()
                if not left:
                    return
    except TimeoutError:
        raise AssertionError(f"it never happened: {left}") from None


def _setkey(account: dict[str, str]) -> str:
    return f"/setkey {account['api_key']} {account['secret']}"


@pytest.mark.parametrize("as_json", [False, True])
def test_the_error_that_ends_the_process_passes_the_net(as_json: bool) -> None:
    token = f"123456789:{random_word(35)}"
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
    secret = random_word(64).encode()
    inside = b"Authorization: Basic " + b64encode(b"someone:" + secret + b"\n")

    assert all(
        leaks({"it": secret}, {"there": b"..." + spelt + b"..."})
        for spelt in spellings(secret).values()
    )
    assert leaks({"it": secret}, {"there": inside})
    assert leaks({"it": secret}, {"there": b"cut short: " + secret[:40]})
    assert leaks({"it": secret}, {"elsewhere": random_word(10_000).encode()}) == []
