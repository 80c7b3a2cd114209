"""The amounts of money that a person has on buttons, for each asset that is paid with."""

from collections.abc import Sequence
from typing import Any

from binance.request import wire
from binance.symbols import Symbols
from bot.i18n import note
from bot.ordering.amounts import DOLLARS
from bot.reading import number, quoted
from bot.refusals import Misunderstood

SETTING = "trade.presets"
MOST = 6
_USUAL = {"$": ["50", "100", "250"]}


def presets_of(kept: Any, quote_asset: str) -> list[str]:
    """What is offered where this asset is paid with; dollars of all kinds have the same."""
    return offered(kept).get(_key(quote_asset), [])


def offered(kept: Any) -> dict[str, list[str]]:
    """All that is on buttons, by asset; `$` are dollars of all kinds."""
    return _USUAL | (kept or {})


def chosen(kept: Any, words: Sequence[str], symbols: Symbols) -> dict[str, list[str]]:
    """`50 100 250`, or `TRY 1000 5000`: all that is kept from now on."""
    key, amounts = "$", [word.removeprefix("$") for word in words]
    if amounts and amounts[0][:1].isalpha():
        asset = amounts.pop(0).upper()
        if not any(info.quote_asset == asset for info in symbols.values()):
            raise Misunderstood(note("Nothing is paid for with “{asset}”."), asset=quoted(asset))
        key = _key(asset)
    if not amounts or len(amounts) > MOST:
        raise Misunderstood(
            note("Write one to {most} amounts: {example}"),
            most=MOST, example="/presets 50 100 250",
        )  # fmt: skip
    values = sorted({number(one) for one in amounts})
    return {**(kept or {}), key: [wire(value) for value in values]}


def _key(asset: str) -> str:
    return "$" if asset in DOLLARS else asset
