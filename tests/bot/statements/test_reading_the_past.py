"""Reading an account's trades and incomes: all of them, a few pages at a time, never twice."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pretend_past import OWNER, Setting, bought, change, contract

from binance.errors import Unreachable
from bot.statements import Period
from bot.statements.asking import Budget
from bot.statements.trade_reader import PAGE
from storage import Fill, Storage, Which

D = Decimal


async def test_a_long_past_is_read_in_several_looks_and_no_page_twice(setting: Setting) -> None:
    exchange = setting.exchange
    exchange.held = {"BTC": "1"}
    exchange.spot = {"BTCUSDT": [bought("BTCUSDT", n, setting.clock()) for n in range(1, 2502)],
                     "BTCUSDC": []}  # fmt: skip

    first = await setting.trades.read(setting.connected, Budget(2))
    assert ("spot", "BTCUSDT") in first.left
    assert not first.complete("spot", "BTCUSDT")
    assert len(await setting.kept("BTCUSDT")) == 2000

    then = await setting.trades.read(setting.connected, Budget(2))
    assert then.left == ()
    assert await setting.kept("BTCUSDT") == list(range(1, 2502))
    assert exchange.asked["MyTrades"] == 4  # three pages, and a market where nothing was traded


async def test_what_was_read_to_the_end_is_not_asked_for_again_at_once(setting: Setting) -> None:
    exchange = setting.exchange
    exchange.held = {"BTC": "1"}
    exchange.spot = {"BTCUSDT": [bought("BTCUSDT", 1, setting.clock())], "BTCUSDC": []}
    for _ in range(3):
        await setting.trades.read(setting.connected, Budget(9))
    assert exchange.asked["MyTrades"] == 2

    setting.clock.passes(600)
    exchange.spot["BTCUSDT"].append(bought("BTCUSDT", 9, setting.clock()))
    await setting.trades.read(setting.connected, Budget(9))

    assert await setting.kept("BTCUSDT") == [1, 9]
    assert exchange.asked["MyTrades"] == 3  # the idle market rests for a day


async def test_what_binance_does_not_tell_now_is_left_and_named(setting: Setting) -> None:
    setting.exchange.held = {"BTC": "1"}
    setting.exchange.spot = {"BTCUSDT": [], "BTCUSDC": []}
    await setting.trades.read(setting.connected, Budget(0))
    setting.exchange.failure = Unreachable("away")

    read = await setting.trades.read(setting.connected, Budget(9))

    assert set(read.left) == {("spot", "BTCUSDT"), ("spot", "BTCUSDC")}


async def test_a_delisted_symbol_ends_where_it_was_read(setting: Setting) -> None:
    setting.exchange.held = {"ETH": "1"}

    read = await setting.trades.read(setting.connected, Budget(9))

    assert read.complete("spot", "ETHUSDT")
    assert read.left == ()


async def test_contracts_are_looked_for_week_by_week_and_then_by_number(setting: Setting) -> None:
    now = setting.clock()
    setting.exchange.usdm = {
        "BTCUSDT": [contract("BTCUSDT", n, now - timedelta(days=30 - n)) for n in range(1, 4)]
    }

    read = await setting.trades.read(setting.connected, Budget(30))

    assert await setting.kept("BTCUSDT") == [1, 2, 3]
    assert read.complete("usdm", "BTCUSDT")
    assert setting.exchange.asked["UserTrades"] < 14
    assert read.readings["usdm", "BTCUSDT"].since == now - timedelta(days=90)


async def test_trades_of_contracts_weeks_apart_are_all_read(setting: Setting) -> None:
    now = setting.clock()
    setting.exchange.usdm = {
        "BTCUSDT": [
            contract("BTCUSDT", 1, now - timedelta(days=85)),
            contract("BTCUSDT", 2, now - timedelta(days=40)),
            contract("BTCUSDT", 3, now - timedelta(days=10)),
        ]
    }

    read = await setting.trades.read(setting.connected, Budget(30))

    assert read.complete("usdm", "BTCUSDT")
    assert await setting.kept("BTCUSDT") == [1, 2, 3]


async def test_contracts_are_not_complete_before_the_last_week_was_read(setting: Setting) -> None:
    now = setting.clock()
    setting.exchange.usdm = {"BTCUSDT": [contract("BTCUSDT", 1, now - timedelta(days=85))]}

    first = await setting.trades.read(setting.connected, Budget(5))
    then = await setting.trades.read(setting.connected, Budget(9))

    assert first.left == (("usdm", "BTCUSDT"),)
    assert then.left == ()


async def test_a_week_with_more_trades_than_a_page_is_read_to_its_end(setting: Setting) -> None:
    early, later = (setting.clock() - timedelta(days=days) for days in (80, 79))
    setting.exchange.usdm = {
        "BTCUSDT": [contract("BTCUSDT", n, early if n < PAGE else later) for n in range(1, 1500)]
    }

    read = await setting.trades.read(setting.connected, Budget(30))

    assert read.left == ()
    assert len(await setting.kept("BTCUSDT")) == 1499


async def test_a_trade_of_a_contract_that_is_listed_late_is_found_on_the_next_look(
    setting: Setting,
) -> None:
    first = setting.clock()
    setting.exchange.usdm = {"BTCUSDT": [contract("BTCUSDT", 1, first - timedelta(hours=1))]}
    await setting.trades.read(setting.connected, Budget(30))

    setting.clock.passes(600)
    late = contract("BTCUSDT", 2, first - timedelta(seconds=1))
    setting.exchange.usdm["BTCUSDT"].append(late)
    await setting.trades.read(setting.connected, Budget(30))

    assert await setting.kept("BTCUSDT") == [1, 2]
    assert setting.exchange.asked["UserTrades"] == 14  # 13 weeks, and what came since


async def test_what_binance_forgot_between_two_looks_is_not_called_known(
    setting: Setting,
) -> None:
    now = setting.clock()
    setting.exchange.usdm = {"BTCUSDT": [contract("BTCUSDT", 1, now - timedelta(days=1))]}
    await setting.trades.read(setting.connected, Budget(30))

    setting.clock.passes(timedelta(days=120).total_seconds())
    read = await setting.trades.read(setting.connected, Budget(30))

    assert read.readings["usdm", "BTCUSDT"].since == setting.clock() - timedelta(days=90)


async def test_a_fill_that_was_told_is_taken_over_and_none_is_taken_from_who_tells(
    setting: Setting,
) -> None:
    at = setting.clock()
    fill = Fill(
        environment="sandbox", account_uid=77, symbol="BTCUSDT", trade_id=1, user_id=1001,
        order_id=1, client_order_id=None, side="BUY", price=D(2), qty=D(1), quote_qty=D(2),
        commission=D("0.1"), commission_asset="USDT", at=at,
    )  # fmt: skip
    async with setting.storage.begin() as unit:
        await unit.fills.record(fill)
    setting.exchange.spot = {"BTCUSDT": [bought("BTCUSDT", n, at) for n in (1, 2)]}

    await setting.trades.read(setting.connected, Budget(9))

    async with setting.storage.begin() as unit:
        rows = await unit.trades.all(OWNER, Which())
        assert [(one.trade_id, one.maker) for one in rows] == [(1, True), (2, True)]
        later = Fill(**(asdict(fill) | {"trade_id": 2}))
        assert await unit.fills.record(later)  # it is news still


async def test_a_key_without_futures_is_not_asked_there_again_and_again(setting: Setting) -> None:
    setting.exchange.futures_allowed = False

    for _ in range(3):
        wallets = await setting.incomes.read(setting.connected, Budget(9))
        assert wallets.unread == ()

    assert setting.exchange.asked["IncomeHistory"] == 2  # once on each market


async def test_funding_that_is_listed_after_a_later_income_is_read_too(setting: Setting) -> None:
    now = setting.clock()
    setting.exchange.changes = [change(1, now, "COMMISSION")]
    await setting.incomes.read(setting.connected, Budget(9))

    setting.exchange.changes.insert(0, change(2, now - timedelta(seconds=20)))
    setting.clock.passes(600)
    wallets = await setting.incomes.read(setting.connected, Budget(9))

    assert wallets.unread == ()
    assert await incomes(setting.storage) == [2, 1]


async def test_incomes_that_binance_forgot_between_two_looks_are_not_called_known(
    setting: Setting,
) -> None:
    setting.exchange.changes = [change(1, setting.clock())]
    await setting.incomes.read(setting.connected, Budget(9))

    setting.clock.passes(timedelta(days=120).total_seconds())
    wallets = await setting.incomes.read(setting.connected, Budget(9))

    assert wallets.readings["usdm"].since == setting.clock() - timedelta(days=90)


async def test_a_contract_that_only_the_wallet_tells_of_is_read_too(setting: Setting) -> None:
    yesterday = setting.clock() - timedelta(days=1)
    setting.exchange.usdm = {"BTCUSDT": [contract("BTCUSDT", 1, yesterday)]}
    setting.exchange.exposed = ()  # the position was closed before the account was connected
    setting.exchange.changes = [change(1, yesterday, "COMMISSION")]

    found = await setting.profits.of(1001, Period.ALL, None, "fifo")

    assert await setting.kept("BTCUSDT") == [1]
    assert found.contracts


async def test_incomes_of_one_moment_are_all_kept_across_pages(setting: Setting) -> None:
    now = setting.clock()
    early = [change(n, now - timedelta(days=2)) for n in range(PAGE - 1)]
    setting.exchange.changes = [*early, *(change(PAGE + n, now - timedelta(days=1))
                                          for n in range(5))]  # fmt: skip

    wallets = await setting.incomes.read(setting.connected, Budget(9))

    assert wallets.unread == ()
    assert len(await incomes(setting.storage)) == PAGE + 4


async def incomes(storage: Storage) -> list[int]:
    async with storage.read() as unit:
        rows = await unit.incomes.since(OWNER, datetime(2020, 1, 1, tzinfo=UTC), None)
    return [one.tran_id for one in rows]
