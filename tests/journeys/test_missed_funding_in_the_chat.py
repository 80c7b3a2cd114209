"""Funding that was paid while the bot was down is read in the chat afterwards, once."""

import shutil
import time
from pathlib import Path

import httpx
from world import Message, Person, world_at

from tests.sandbox.exchange.conftest import Trader

RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}
EVERY = 8 * 3600


class Ahead:
    """The exchange's clock: ten minutes before it is time for funding, and never behind ours."""

    def __init__(self) -> None:
        self.seconds = (-600 - time.time()) % EVERY

    def __call__(self) -> float:
        return time.time() + self.seconds


def _is_funding(one: Message) -> bool:
    return one["from"] == "bot" and (one.get("text") or "").startswith("💸")


async def fundings(person: Person) -> list[str]:
    return [one["text"] for one in await person.chat() if _is_funding(one)]


async def test_funding_that_was_paid_while_the_bot_was_down_is_told_once(
    migrated: Path, tmp_path: Path
) -> None:
    now = Ahead()
    shutil.copy(migrated, tmp_path / "bot.db")
    async with world_at(tmp_path, now=now) as world:
        await world.start()
        alice = world.person()
        made = await alice.connects(balances={"USDT": "10000"}, permissions={"enableFutures": True})
        other = await world.account(uid=made["uid"], permissions=RIGHTS)
        async with httpx.AsyncClient(base_url=world.exchange_url, trust_env=False) as http:
            trader = Trader(http, now, other["api_key"], other["secret"], made["uid"])
            transfer = {"type": "MAIN_UMFUTURE", "asset": "USDT", "amount": "5000"}
            await trader.done("POST", "/sapi/v1/asset/transfer", **transfer)
            order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.1"}
            await trader.done("POST", "/fapi/v1/order", **order)
            await alice.reads("BUY BTCUSDT · USD-M")
            await world.stop()
            now.seconds += 900

            await world.start()

            told = await alice.reads("💸 Funding ")
            (paid,) = await trader.done("GET", "/fapi/v1/income", incomeType="FUNDING_FEE")
        assert "while I was not connected" in told["text"]
        assert "USDT · BTCUSDT · USD-M" in told["text"]
        assert ("paid" if float(paid["income"]) < 0 else "received") in told["text"]
        await world.stop()
        now.seconds += EVERY

        await world.start()

        await alice.sees(lambda one: _is_funding(one) and one["text"] != told["text"])
        texts = await fundings(alice)
        assert len(texts) == 2
        assert all("That was at" in text for text in texts)  # each is of a single payment
