"""Who waits on a symbol that stops trading on a healthy stream is told of it."""

import asyncio
from typing import Any

import pytest
from alert_desk import ALICE, Desk
from alert_listing import SYMBOLS

from binance.models.exchange import SymbolStatus
from binance.models.futures.terms import ContractStatus
from binance.symbols import Symbols
from bot.alerts.halts import LOOK_EVERY, Halts

pytestmark = pytest.mark.virtual_time

GONE = "Binance no longer knows a symbol that it needs"
STILL = "has not been traded for more than an hour"


class Lists:
    """What Binance lists: each symbol trades, unless a test says otherwise."""

    def __init__(self) -> None:
        self.symbols: dict[str, Any] = dict(SYMBOLS)
        self.contracts = {"BTCUSDT": ContractStatus.TRADING}

    def stops(self, symbol: str, status: SymbolStatus = SymbolStatus.HALT) -> None:
        self.symbols[symbol] = SYMBOLS[symbol].model_copy(update={"status": status})

    async def listed(self) -> Symbols:
        return Symbols(self.symbols.values())

    async def statuses(self) -> dict[str, ContractStatus]:
        return self.contracts

    def halts(self, desk: Desk) -> Halts:
        """As a start of the bot makes it."""
        return Halts(
            desk.storage, desk.engine.watches,
            listed=self.listed, contracts=self.statuses, environment="sandbox",
        )  # fmt: skip


@pytest.fixture
def lists() -> Lists:
    return Lists()


async def looks(halts: Halts, times: int) -> None:
    for _ in range(times):
        await halts.look()


async def texts(desk: Desk) -> list[str]:
    return [one.text for one in await desk.told()]


async def test_alerts_on_a_symbol_that_is_gone_are_parked_though_the_stream_is_healthy(
    desk: Desk, lists: Lists
) -> None:
    desk.tape.trade(100, desk.now())
    desk.tape.trade(10, desk.now(), symbol="ETHUSDT")
    async with desk.on():
        stuck = [await desk.arm("eth > 11"), await desk.arm("btc > 110 and eth > 11")]
        going = await desk.arm("btc > 110")
        del lists.symbols["ETHUSDT"]
        await looks(lists.halts(desk), 3)
        await desk.trade(12, symbol="ETHUSDT")
        await desk.trade(111)

        assert [(await desk.alert(one)).state for one in stuck] == ["paused"] * 2
        assert (await desk.alert(going)).state == "fired"
        assert [GONE in text for text in await texts(desk)] == [True, True, False]


async def test_one_look_that_misses_a_symbol_parks_nothing(desk: Desk, lists: Lists) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        alert = await desk.arm("btc > 110")
        halts, listed = lists.halts(desk), lists.symbols.pop("BTCUSDT")
        await halts.look()
        lists.symbols["BTCUSDT"] = listed
        await halts.look()
        del lists.symbols["BTCUSDT"]
        await halts.look()

        assert (await desk.alert(alert)).state == "armed"
        assert await desk.told() == []


async def test_a_symbol_that_stands_still_is_told_once_and_its_alert_stays_armed(
    desk: Desk, lists: Lists
) -> None:
    desk.tape.trade(100, desk.now())
    lists.stops("BTCUSDT", SymbolStatus.BREAK)
    async with desk.on():
        alert = await desk.arm("btc > 110")
        await looks(lists.halts(desk), 3)
        assert [STILL in text for text in await texts(desk)] == [True]
    async with desk.on():  # a restart forgets nothing
        await looks(lists.halts(desk), 3)
        assert len(await desk.told()) == 1
        await desk.trade(111)

    assert (await desk.alert(alert)).state == "fired"


async def test_a_symbol_that_stands_still_once_more_is_told_once_more(
    desk: Desk, lists: Lists
) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on():
        await desk.arm("btc > 110")
        halts = lists.halts(desk)
        for _ in range(2):
            lists.stops("BTCUSDT")
            await looks(halts, 2)
            lists.symbols["BTCUSDT"] = SYMBOLS["BTCUSDT"]
            await looks(halts, 2)

    assert [STILL in text for text in await texts(desk)] == [True, True]


@pytest.mark.parametrize("status", [None, ContractStatus.SETTLING])
async def test_a_perpetual_that_is_settled_parks_the_alerts_on_its_funding(
    status: ContractStatus | None, desk: Desk, lists: Lists
) -> None:
    async with desk.on():
        await desk.funding("0.01")
        alert = await desk.arm("btc funding > 0.05%")
        lists.contracts = {} if status is None else {"BTCUSDT": status}
        await looks(lists.halts(desk), 2)

        assert (await desk.alert(alert)).state == "paused"
    assert [GONE in text for text in await texts(desk)] == [True]


async def test_it_looks_by_itself(desk: Desk, lists: Lists) -> None:
    desk.tape.trade(100, desk.now())
    async with desk.on() as engine:
        alert = await desk.arm("btc > 110", who=ALICE)
        del lists.symbols["BTCUSDT"]
        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(lists.halts(desk).run())
            await desk.passes(LOOK_EVERY.total_seconds() + 1)
            work.cancel()

        assert (await desk.alert(alert)).state == "paused"
        assert not any(watch.tracks for watch in engine.watches.at_work.values())
