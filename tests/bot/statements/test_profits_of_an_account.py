"""What an account earned and traded, and whether that is all of it."""

from datetime import timedelta

from pretend_past import Setting, contract

from bot.statements import Period


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
