"""What an account earned and traded, and whether that is all of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pretend_past import OWNER, Setting, bought, contract

from bot.statements import Period, Result
from storage import Fill

D = Decimal


async def test_a_file_of_trades_knows_what_is_not_in_it_yet(setting: Setting) -> None:
    yesterday = setting.clock() - timedelta(days=1)
    setting.exchange.usdm = {
        name: [contract(name, 1, yesterday)] for name in ("BTCUSDT", "ETHUSDT")
    }  # 13 weeks of each are more than one look may ask for

    first = await setting.profits.trades(1001, Period.ALL, None)
    then = await setting.profits.trades(1001, Period.ALL, None)

    assert [one.symbol for one in first.rows] == ["BTCUSDT"]
    assert first.left == (("usdm", "ETHUSDT"),)
    assert [one.symbol for one in then.rows] == ["BTCUSDT", "ETHUSDT"]
    assert then.left == ()


async def test_a_file_of_trades_knows_since_when_it_has_those_of_futures(setting: Setting) -> None:
    now = setting.clock()
    setting.exchange.usdm = {"BTCUSDT": [contract("BTCUSDT", 1, now - timedelta(days=3))]}

    ever = await setting.profits.trades(1001, Period.ALL, None)
    lately = await setting.profits.trades(1001, Period.WEEK, None)

    assert ever.contracts_since == now - timedelta(days=90)
    assert lately.contracts_since is None  # all of that time is there


async def heard(setting: Setting, side: str) -> None:
    """A trade of one BTC that the stream has told of."""
    async with setting.storage.begin() as unit:
        await unit.fills.record(
            Fill(
                environment=OWNER.environment, account_uid=OWNER.account_uid, symbol="BTCUSDT",
                trade_id=2, user_id=1001, order_id=2, client_order_id=None, side=side, price=D(2),
                qty=D(1), quote_qty=D(2), commission=D(0), commission_asset="USDT",
                at=setting.clock(),
            )
        )  # fmt: skip


async def result(setting: Setting) -> Result:
    (one,) = (await setting.profits.of(1001, Period.ALL, "BTCUSDT", "fifo")).results
    return one


@pytest.mark.parametrize(("side", "held"), [("BUY", "2"), ("SELL", "0")])
async def test_what_was_traded_just_now_is_compared_with_what_is_held_since(
    setting: Setting, side: str, held: str
) -> None:
    exchange = setting.exchange
    exchange.spot = {"BTCUSDT": [bought("BTCUSDT", 1, setting.clock() - timedelta(days=1))],
                     "BTCUSDC": []}  # fmt: skip
    exchange.held = {"BTC": "1"}
    assert (await result(setting)).left == 1

    setting.clock.passes(20)
    exchange.held = {"BTC": held}
    await heard(setting, side)
    setting.clock.passes(10)
    one = await result(setting)

    assert (one.left, one.gone, one.outside) == (D(held), 0, 0)


async def test_what_is_held_is_not_asked_again_while_nothing_is_traded(setting: Setting) -> None:
    setting.exchange.spot = {"BTCUSDT": [bought("BTCUSDT", 1, setting.clock())], "BTCUSDC": []}
    setting.exchange.held = {"BTC": "1"}
    setting.clock.passes(20)

    for _ in range(3):
        await result(setting)

    assert setting.exchange.asked["GetAccount"] == 1
