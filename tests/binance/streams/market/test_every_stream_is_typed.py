"""Every documented market stream is a value, and every documented event is read whole."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product as combined
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from binance.errors import Unreadable
from binance.models import events
from binance.models.events import contract_account, contract_orders, contract_ticks, indices
from binance.models.futures.terms import OrderType
from binance.models.market import Interval
from binance.streams import futures, spot
from tests.support import binance_catalogue as documents
from tests.support.client_streams import left, streams, unread_of_event
from tests.support.stream_tour import SPOT_AMOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.client_streams import StreamType

PRODUCTS = ("spot", "usdm", "coinm")
MENTIONED = {"usdm": {"<symbol>@assetIndex"}}
"""Streams that only the description of another one names."""
BLANK = {
    ("margin", "MARGIN_LEVEL_STATUS_CHANGE"),
    ("margin", "USER_LIABILITY_CHANGE"),
    ("usdm", "GRID_UPDATE"),
}
"""Events in whose samples words stand for numbers."""
documented = pytest.mark.skipif(not documents.PRESENT, reason="the documents are not beside us")


def entries(kind: str, *products: str) -> list[Any]:
    if not documents.PRESENT:
        return []
    found = [(name, each) for name in products for each in documents.streams(name, kind)]
    return [pytest.param(name, each, id=f"{name} {each['name']}") for name, each in found]


@documented
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_documented_stream_is_there_and_no_other(product: str) -> None:
    names = {each["stream"] for each in documents.streams(product, "market")}

    assert set(streams(product)) == names | MENTIONED.get(product, set())


@documented
@pytest.mark.parametrize(("product", "entry"), entries("market", *PRODUCTS))
def test_a_stream_is_called_and_carried_as_documented(product: str, entry: dict[str, Any]) -> None:
    kind = streams(product)[entry["stream"]]

    assert kind.api == {"spot": "api", "usdm": "fapi", "coinm": "dapi"}[product]
    assert (kind.route or "") == entry["route"]
    ours, theirs = zip(*made(kind, entry), strict=True)
    assert ours == theirs


def made(kind: StreamType, entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the names of our streams and the documented ones, for all that can be chosen."""
    for chosen in combined(*(choices(each) for each in entry["params"])):
        name: str = entry["stream"]
        given: dict[str, Any] = {}
        for param, value in zip(entry["params"], chosen, strict=True):
            part = f"<{param['name']}>"
            name = name.replace(part if value else f"@{part}", value or "")
            given[spelt(param["name"])] = value if param["name"] != "levels" else int(value or 0)
        if entry["stream"].endswith("@+08:00"):
            given["time_zone"] = "+08:00"
        if "contract_type" in given:
            given["contract_type"] = given["contract_type"].upper()
        yield kind(**given).stream, name


def choices(param: dict[str, Any]) -> list[str | None]:
    offered = param.get("enum") or ["btcusdt"]
    return offered if param["required"] else [*offered, None]


def spelt(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


@documented
@pytest.mark.parametrize(("product", "entry"), entries("market", *PRODUCTS))
def test_a_documented_sample_is_read_whole(product: str, entry: dict[str, Any]) -> None:
    sample = completed(entry["sample"], SPOT_AMOUNTS.get(entry["stream"]), product)

    assert left(product, entry["stream"], sample) == []


def completed(sample: Any, amounts: Any, product: str) -> Any:
    """Add to a sample what the documents leave out: spot's amounts, quantities of levels."""
    if isinstance(sample, list):
        return [completed(each, amounts and amounts[0], product) for each in sample]
    amounts = (amounts or {}) if product == "spot" else {}
    whole = {**amounts, **sample}
    if "k" in amounts:
        whole["k"] = amounts["k"] | sample["k"]
    for side in ("b", "a"):
        if isinstance(rows := whole.get(side), list):
            whole[side] = [[row[0], *(row[1:] or ["1"])] for row in rows]
    return whole


@documented
@pytest.mark.parametrize(("product", "entry"), entries("user", "spot", "margin", "usdm", "coinm"))
def test_every_documented_field_of_a_users_event_is_read(
    product: str, entry: dict[str, Any]
) -> None:
    everything = {"e": entry["event"]} | filled(entry["fields"])
    sample = entry["sample"].get("event", entry["sample"])

    assert unread_of_event(product, everything) == []
    assert (product, entry["event"]) in BLANK or unread_of_event(product, sample) == []


def filled(fields: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an event with all of its fields; a 1 can be a number, a time, a name or a word."""
    return {each["field"]: _filled(each) for each in fields}


def _filled(field: dict[str, Any]) -> Any:
    inner = filled(field.get("fields", []))
    return {"Int": 1, "Str": "1", "Bool": True, "List": [inner], "Object": inner}[field["type"]]


def recordings() -> list[Any]:
    fixtures = Path(documents.FOLDER).parent / "fixtures"
    paths = sorted(fixtures.glob("*/*_data_json/*.json")) if fixtures.is_dir() else []
    return [pytest.param(path, id=f"{path.parts[-3]} {path.stem}") for path in paths]


@documented
@pytest.mark.parametrize("path", recordings())
def test_a_recorded_event_is_read_whole(path: Path) -> None:
    product = "spot" if path.parts[-3] == "spot" else "usdm"
    content = json.loads(path.read_text())

    found = unread_of_event(product, content.get("event", content))

    # Binance documents no stream of single futures trades, which may tell of trades at 0.
    assert found == (["unknown"] if path.stem == "trade_stream" else [])


@documented
def test_the_notice_of_a_shutdown_is_read() -> None:
    (entry,) = documents.streams("spot", "control")

    for said in (entry["sample"]["data"], entry["sample_raw"], entry["sample_wsapi"]["event"]):
        assert isinstance(events.read("spot", said), events.ServerShutdown)


def test_a_month_is_not_a_minute() -> None:
    month = spot.Klines(symbol="BTCUSDT", interval=Interval.MO1)

    assert month.stream == "btcusdt@kline_1M"
    assert month == spot.Klines(symbol="BTCUSDT", interval=Interval.MO1)
    assert month != spot.Klines(symbol="BTCUSDT", interval=Interval.M1)


@pytest.mark.parametrize("symbol", ["btcusdt@trade/ethusdt", "!miniTicker@arr", "a/b", "", "a b"])
def test_a_symbol_does_not_become_another_stream(symbol: str) -> None:
    with pytest.raises(ValidationError):
        spot.AggTrade(symbol=symbol)


def test_a_symbol_may_be_chinese() -> None:
    assert spot.MiniTicker(symbol="币安人生USDT").stream == "币安人生usdt@miniTicker"


def test_what_would_stay_silent_cannot_be_asked_for() -> None:
    with pytest.raises(ValidationError):
        futures.Klines(symbol="BTCUSDT", interval=Interval.S1)


def test_a_stream_says_how_long_it_may_be_silent() -> None:
    assert futures.MarkPrice(symbol="BTCUSDT").expected == 3
    assert futures.MarkPrice(symbol="BTCUSDT", update_speed="1s").expected == 1
    assert spot.AllMiniTickers().expected == 1
    assert spot.AggTrade(symbol="BTCUSDT").expected is None


def test_a_fast_event_has_exact_money_and_aware_times() -> None:
    trade = spot.AggTrade.read(
        b'{"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.00100000","q":"100",'
        b'"f":100,"l":105,"T":1672515782135,"m":true,"M":true,"new":[1]}'
    )

    assert trade.price == Decimal("0.001")
    assert trade.time.isoformat() == "2022-12-31T19:43:02.135000+00:00"
    assert (trade.event_time - trade.time).microseconds == 1000


def test_a_book_without_bids_has_no_best_bid() -> None:
    said = {"e": "bookTicker", "u": 1, "E": 2, "T": 1, "s": "X", "a": "2", "A": "1", "st": 9}

    ticker = events.read("usdm", said)

    assert isinstance(ticker, contract_ticks.BookTicker)
    assert ticker.bid_price is None
    assert ticker.ask_price == 2
    assert ticker.symbol_type == 9


def test_a_triggered_order_says_what_it_became() -> None:
    order = {
        "caid": "a", "aid": 1, "at": "CONDITIONAL", "o": "STOP", "s": "BTCUSDT", "S": "SELL",
        "ps": "BOTH", "f": "GTC", "q": "1", "X": "TRIGGERED", "ai": "77", "act": "LIMIT", "tp": "7",
        "p": "7", "V": "NONE", "wt": "MARK_PRICE", "pm": "NONE", "cp": False, "pP": False,
        "R": True,
    }  # fmt: skip

    event = events.read("usdm", {"e": "ALGO_UPDATE", "E": 1, "T": 1, "o": order})

    assert isinstance(event, contract_orders.AlgoUpdate)
    assert (event.order.order_id, event.order.actual_type) == (77, OrderType.LIMIT)


def test_an_unknown_event_keeps_what_it_said_and_shows_none_of_it() -> None:
    said = {"e": "NEW_EVENT", "E": 1, "balance": "123456"}

    event = events.read("coinm", said)

    assert isinstance(event, events.UnknownEvent)
    assert (event.event_type, event.data) == ("NEW_EVENT", said)
    assert "123456" not in repr(event)


@pytest.mark.parametrize("said", [{"e": "ACCOUNT_UPDATE", "E": "77secret"}, {"e": 77}])
def test_what_does_not_fit_is_named_and_not_quoted(said: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as raised:
        events.read("usdm", said)

    assert "77" not in str(raised.value)
    assert raised.value.__context__ is None


@pytest.mark.parametrize(
    "said", [b"{", b"[]", b'{"s": 1}', b'{"s":"secret"}', {"s": "secret"}, None]
)
@pytest.mark.parametrize("kind", [spot.AggTrade, spot.MiniTicker, futures.AllMarkPrices])
def test_a_message_that_is_no_event_is_unreadable(kind: StreamType, said: object) -> None:
    if said == b"[]" and kind is futures.AllMarkPrices:
        assert kind.read(said) == []
        return
    with pytest.raises(Unreadable) as raised:
        kind.read(said)

    assert "secret" not in str(raised.value)
    assert raised.value.__context__ is None


def test_an_expired_listen_key_is_not_shown() -> None:
    event = events.read("usdm", {"e": "listenKeyExpired", "E": 1, "listenKey": "hush"})

    assert "hush" not in repr(event)


def test_a_change_of_the_wallet_alone_has_no_positions() -> None:
    event = events.read("coinm", {"e": "ACCOUNT_UPDATE", "E": 1, "T": 1, "a": {"m": "DEPOSIT"}})

    assert isinstance(event, contract_account.AccountUpdate)
    assert event.update.positions == ()


def test_a_session_says_of_which_market_it_is() -> None:
    said = b'{"e":"KR_EquityUpdate","E":1,"t":1,"T":2,"S":"REGULAR"}'

    session = futures.TradingSession.read(said)

    assert isinstance(session, indices.TradingSession)
    assert session.event_type == "KR_EquityUpdate"
