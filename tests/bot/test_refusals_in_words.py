"""What Binance refuses for the orders that are open on all symbols is said with what to do."""

import pytest

from binance.errors import OrderRejected
from bot.explain import explain
from bot.i18n import LANGUAGES, Say

KINDS = {
    "EXCHANGE_MAX_NUM_ORDERS": "more orders open",
    "EXCHANGE_MAX_NUM_ALGO_ORDERS": "more stop and take profit orders waiting",
    "EXCHANGE_MAX_NUM_ICEBERG_ORDERS": "more icebergs open",
    "EXCHANGE_MAX_NUM_ORDER_LISTS": "more OCO orders and brackets open",
}


def said(name: str, language: str = "en") -> str:
    return explain(Say(language), OrderRejected(-1013, f"Filter failure: {name}"))


@pytest.mark.parametrize(("name", "words"), KINDS.items())
def test_a_limit_of_all_symbols_together_is_not_called_a_rule_of_this_one(
    name: str, words: str
) -> None:
    text = said(name)

    assert text.startswith(f"You would have {words} than Binance allows on all symbols together.")
    assert text.endswith("first, then order again: /orders")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_sentence_for_each_of_them(language: str) -> None:
    texts = {said(name, language) for name in KINDS}

    assert len(texts) == len(KINDS)
    assert all("/orders" in text and "EXCHANGE_" not in text for text in texts)


def test_a_limit_of_the_symbol_is_still_called_one() -> None:
    assert "rules for this symbol (MAX_NUM_ORDERS)" in said("MAX_NUM_ORDERS")
