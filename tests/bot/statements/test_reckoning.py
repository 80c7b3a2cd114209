"""From books to results, fees to their worth, trades to a file: nothing is guessed."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from typing import Any, cast

import pytest

from binance.models.market import Interval, Kline
from bot.ledger import METHODS, Trade, replay
from bot.portfolio import worth
from bot.statements import as_csv, contract_results, fee_rates, reckoning
from bot.statements.asking import Budget
from bot.statements.fee_rates import FeeRates, Step
from storage import Income
from storage import Trade as Row

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
D = Decimal
PRICES = {"BTCUSDT": D(300), "ETHBTC": D("0.1"), "USDTTRY": D(40)}


def trade(minute: int, side: str, qty: str, quote_qty: str) -> Trade:
    at = NOON + timedelta(minutes=minute)
    return Trade(
        minute, at, "BTCUSDT", "BTC", "USDT", side == "BUY", D(qty), D(quote_qty), D(0), None
    )


def result(
    held: str, *trades: Trade, since: datetime | None = None, last: dict[str, Decimal] = PRICES
) -> Any:
    books = [replay(trades, METHODS[name]) for name in ("fifo", "average")]
    (one,) = reckoning.of_books(books[0], books[1], since, {"BTC": D(held)}, last.get)
    return one


LOTS = (trade(1, "BUY", "1", "100"), trade(2, "BUY", "1", "200"), trade(3, "SELL", "1", "180"))


def test_what_is_left_is_valued_at_the_latest_price() -> None:
    one = result("1", *LOTS)

    assert (one.realised, one.other, one.left, one.cost, one.unrealised) == (80, 30, 1, 200, 100)


def test_what_left_the_account_takes_its_cost_along_and_is_no_loss() -> None:
    one = result("0.25", *LOTS)

    assert (one.gone, one.left, one.cost, one.unrealised) == (D("0.75"), D("0.25"), 50, 25)


def test_what_came_from_outside_is_named_and_not_valued() -> None:
    one = result("5", *LOTS)

    assert (one.outside, one.unrealised) == (4, 100)


def test_a_period_counts_what_was_sold_in_it_at_costs_from_before() -> None:
    assert result("1", *LOTS, since=NOON + timedelta(minutes=3)).realised == 80
    assert result("1", *LOTS, since=NOON + timedelta(minutes=4)).realised == 0


def test_without_a_price_nothing_is_called_unrealised() -> None:
    assert result("1", *LOTS, last={}).unrealised is None


@pytest.mark.parametrize(
    ("asset", "dollars"), [("USDT", 4), ("BTC", 1200), ("ETH", 120), ("TRY", "0.1"), ("NEW", None)]
)
def test_everything_is_added_up_in_dollars_by_some_way(asset: str, dollars: Any) -> None:
    assert worth(asset, D(4), PRICES.get) == (None if dollars is None else D(dollars))


def test_the_curve_is_the_sum_as_it_grew() -> None:
    later = NOON + timedelta(hours=1)

    assert reckoning.curve([(later, "USDT", D(-3)), (NOON, "BTC", D(1))], PRICES.get) == (
        (NOON, 300), (later, 297),
    )  # fmt: skip


def income(kind: str, amount: str) -> Income:
    return Income(
        environment="sandbox", account_uid=1, market="usdm", income_type=kind, tran_id=1,
        symbol="BTCUSDT", at=NOON, asset="USDT", income=D(amount),
    )  # fmt: skip


def test_a_transfer_is_no_result_of_trading() -> None:
    kinds = {"REALIZED_PNL": "10", "FUNDING_FEE": "-1", "COMMISSION": "-2", "TRANSFER": "5000"}
    incomes = [income(kind, amount) for kind, amount in kinds.items()]

    (one,) = contract_results.results(incomes)

    assert (one.realised, one.funding, one.commission, one.total) == (10, -1, -2, 7)
    assert len(list(contract_results.changes(incomes))) == 3


def test_a_currency_is_valued_directly_or_by_way_of_the_dollar() -> None:
    listed = {"BNBUSDT", "USDTTRY", "BTCUSDT"}

    assert fee_rates.path("BNB", "USDT", listed) == (Step("BNBUSDT"),)
    assert fee_rates.path("BNB", "TRY", listed) == (Step("BNBUSDT"), Step("USDTTRY"))
    assert fee_rates.path("BNB", "BTC", listed) == (
        Step("BNBUSDT"), Step("BTCUSDT", against=True),
    )  # fmt: skip
    assert fee_rates.path("NEW", "USDT", listed) == ()


@pytest.mark.parametrize(
    ("days", "interval"), [(0, Interval.M1), (30, Interval.M15), (900, Interval.D1)]
)
def test_the_further_apart_trades_are_the_longer_are_the_candles(
    days: int, interval: Interval
) -> None:
    times = [NOON + timedelta(days=n) for n in range(days + 1)]

    found, windows = fee_rates.chosen(times)

    assert found == interval
    assert len(windows) <= fee_rates.WINDOWS


class Candles:
    """BNB costs as much as minutes have passed since noon, and counts questions."""

    def __init__(self) -> None:
        self.asked = 0

    async def symbols(self) -> set[str]:
        return {"BNBUSDT"}

    async def send(self, request: Any, *, owner: str = "") -> list[Kline]:
        del owner
        self.asked += 1
        begin = request.start_time.replace(second=0, microsecond=0)
        opens = [begin + timedelta(minutes=n) for n in range(request.limit)]
        return [_candle(at, (at - NOON) / timedelta(minutes=1)) for at in opens if at >= NOON]


def _candle(at: datetime, price: float) -> Kline:
    ms, end, cost = int(at.timestamp() * 1000), 1, str(int(price))
    return Kline.model_validate([ms, cost, cost, cost, cost, "1", end, "1", 1, "1", "1", "0"])


def paid(minute: int, symbol: str = "BTCUSDT") -> Trade:
    one = trade(minute, "BUY", "1", "100")
    return Trade(
        minute, one.at + timedelta(seconds=30), symbol, "BTC", "USDT", True, D(1), D(100),
        D("0.5"), "BNB",
    )  # fmt: skip


async def test_fees_are_worth_what_their_currency_cost_in_that_minute() -> None:
    candles = Candles()
    rates = FeeRates(cast("Any", candles))

    found = await rates.of([paid(10), paid(600)], Budget(9), asker="")

    assert found == {("BTCUSDT", 10): 5, ("BTCUSDT", 600): 300}
    assert candles.asked == 1
    assert await rates.of([paid(10)], Budget(0), asker="") == {}


async def test_a_fee_from_before_the_first_candle_stays_unvalued() -> None:
    assert await FeeRates(cast("Any", Candles())).of([paid(-10)], Budget(9), asker="") == {}


def test_the_file_has_exact_numbers_and_times_in_utc() -> None:
    row = Row(
        environment="live", account_uid=1, market="spot", symbol="BTCUSDT", trade_id=3, order_id=2,
        side="BUY", price=D("0.00000001"), qty=D("1E+3"), quote_qty=D("0.00001000"),
        commission=D("1E-8"), commission_asset="BNB", maker=False, at=NOON, fee_value=D("0.5"),
    )  # fmt: skip

    text = as_csv([row]).decode("utf-8-sig")

    (told,) = csv.DictReader(StringIO(text))
    assert told["time"] == "2026-11-20T12:00:00.000Z"
    assert (told["price"], told["quantity"], told["fee"]) == ("0.00000001", "1000", "0.00000001")
    assert (told["role"], told["fee_in_quote"], told["market"]) == ("taker", "0.5", "spot")
    assert SimpleNamespace(**told).trade_id == "3"
