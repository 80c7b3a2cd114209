from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binance.models.exchange import SymbolInfo
from binance.symbols import Symbols


@pytest.fixture
def symbols(rule: Callable[..., dict[str, Any]]) -> Symbols:
    names = ("BTCUSDT", "ETHUSDT", "ETHBTC", "SOLUSDT", "INJUSDT", "USDTTRY", "币安人生USDT")
    halted = rule("LUNAUSDT", status="BREAK")
    infos = [*(rule(name) for name in names), halted]
    return Symbols(SymbolInfo.model_validate(info) for info in infos)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("btc", "BTCUSDT"),
        ("btcusdt", "BTCUSDT"),
        ("BTC/USDT", "BTCUSDT"),
        ("btc-usdt", "BTCUSDT"),
        (" eth/btc ", "ETHBTC"),
        ("ethbtc", "ETHBTC"),
        ("luna", "LUNAUSDT"),
    ],
)
def test_people_spell_a_symbol_in_many_ways(symbols: Symbols, text: str, symbol: str) -> None:
    found = symbols.find(text)

    assert found is not None
    assert found.symbol == symbol


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "bt",
        "btcusd",
        "BTСUSDT",
        "ınjusdt",
        "btc usdt eth",
        "ＢＴＣ",
        "币安人生",
        "x" * 500,
    ],
)
def test_what_is_no_symbol_is_not_guessed(symbols: Symbols, text: str) -> None:
    assert symbols.find(text) is None


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    nothing = Symbols([])

    assert nothing.find(text) is None
    assert nothing.suggestions(text) == []


def test_what_may_have_been_meant_is_offered(symbols: Symbols) -> None:
    assert [info.symbol for info in symbols.suggestions("eth")][:2] == ["ETHUSDT", "ETHBTC"]
    assert symbols.suggestions("btcusd")[0].symbol == "BTCUSDT"
    assert symbols.suggestions("sl")[0].symbol == "SOLUSDT"
    assert symbols.suggestions("zzzzzz") == []


def test_a_halted_symbol_is_not_offered(symbols: Symbols) -> None:
    assert "LUNAUSDT" not in [info.symbol for info in symbols.suggestions("lun")]


def test_all_symbols_are_there_by_name(symbols: Symbols) -> None:
    assert len(symbols) == len(list(symbols)) == 8
    assert symbols["币安人生USDT"].quote_asset == "USDT"


@pytest.mark.parametrize(
    ("text", "alike"),
    [("币安", ["币安人生USDT"]), ("币安人生usdt", ["币安人生USDT"]), ("BTСUSDT", []), ("ınj", [])],
)
def test_to_letters_of_other_alphabets_only_names_with_them_are_alike(
    symbols: Symbols, text: str, alike: list[str]
) -> None:
    assert [one.symbol for one in symbols.suggestions(text)] == alike
