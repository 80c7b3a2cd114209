"""Each request as one line, exact to the last digit."""

from decimal import Decimal
from typing import Any

import pytest
from order_listing import symbol

from binance.private.spot import CancelReplace
from binance.symbols import Symbols
from bot.i18n import LANGUAGES, Say
from bot.ordering import Free, Market, legs, parse, request_for, sentence

ETH = symbol(symbol="ETHUSDT", baseAsset="ETH")
AFTER = "; once all of it is filled, SELL 0.49949 ETH"

LINES = [
    ("buy eth $100.5", "BUY ETH for 100.5 USDT at market"),
    ("buy eth 1.23456 @ 3999.99", "BUY 1.23456 ETH at 3,999.99"),
    ("buy eth 50% @ 4000", "BUY 1.25 ETH (50% of your USDT) at 4,000"),
    ("sell eth 25% @ 4100 stop 3800",
     "SELL 0.5 ETH (25% of your ETH) at 4,100 or, if it falls to 3,800, at market"),
    ("sell eth all stop 3800 limit 3790",
     "SELL 2 ETH (100% of your ETH) at 3,790, if it falls to 3,800"),
    ("buy eth 1 stop 4100", "BUY 1 ETH at market, if it rises to 4,100"),
    ("buy eth 1 touch 3900", "BUY 1 ETH at market, if it falls to 3,900"),
    ("sell eth 1 tp 4100", "SELL 1 ETH at market, if it rises to 4,100"),
    ("buy eth 1 @ 3900 post", "BUY 1 ETH at 3,900, only as a maker"),
    ("buy eth 1 @ 3900 iceberg 0.1", "BUY 1 ETH at 3,900, showing 0.1 at a time"),
    ("buy eth 1 @ 3900 iceberg 10%", "BUY 1 ETH at 3,900, showing 0.1 at a time"),
    ("buy eth 1 @ 3900 fok", "BUY 1 ETH at 3,900, all of it at once or nothing (FOK)"),
    ("sell eth 1 trail 2.5%", "SELL 1 ETH at market, if it falls by 2.5% from its highest price"),
    ("buy eth 1 trail 2% from 3900",
     "BUY 1 ETH at market, if it reaches 3,900 and then rises by 2% from its lowest price"),
    ("buy eth 1 @ 3900 stop 4100 limit 4110",
     "BUY 1 ETH at 3,900 or, if it rises to 4,100, at 4,110"),
    ("sell eth 1 tp 4100 limit 4090 sl 3800",
     "SELL 1 ETH at 4,090, if it rises to 4,100 or, if it falls to 3,800, at market"),
    ("bracket eth 0.49999 @ 3900 tp 4100 sl 3800",
     f"BUY 0.49999 ETH at 3,900{AFTER} at 4,100 or, if it falls to 3,800, at market"),
    ("bracket eth 0.49999 @ 3900 sl 3800",
     f"BUY 0.49999 ETH at 3,900{AFTER} at market, if it falls to 3,800"),
]  # fmt: skip


def made(text: str) -> tuple[Any, Any]:
    command, *words = text.split()
    wish = parse(command, words, Symbols([ETH]))
    return wish, request_for(wish, Market(Decimal(4000), Free(Decimal(2), Decimal(10_000))))


@pytest.mark.parametrize(("text", "line"), LINES)
def test_a_request_is_one_plain_line(text: str, line: str) -> None:
    wish, request = made(text)

    assert sentence(Say("en"), request, wish.info, wish.amount) == line


@pytest.mark.parametrize("text", [text for text, _ in LINES])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_digit_is_lost_in_any_language(text: str, language: str) -> None:
    wish, request = made(text)

    line = sentence(Say(language), request, wish.info, wish.amount).replace(",", "")

    for name, value in request.params().items():
        if name.lower().endswith(("quantity", "price", "icebergqty", "quoteorderqty")):
            assert value in line
    assert "\n" not in line


def test_without_the_symbol_at_hand_its_name_stands_for_the_assets() -> None:
    _, request = made("buy eth $100")

    assert sentence(Say("en"), request) == "BUY ETHUSDT for 100 at market"


def test_a_replacement_is_said_like_the_order_it_places() -> None:
    _, request = made("buy eth 1 @ 3900")
    replacement = CancelReplace.model_validate(
        request.model_dump(exclude_none=True)
        | {"cancel_order_id": 7, "cancel_replace_mode": "STOP_ON_FAILURE"}
    )

    assert sentence(Say("en"), replacement, ETH) == "BUY 1 ETH at 3,900"


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("sell eth 1 stop 3800 limit 3810", True),
        ("sell eth 1 stop 3800 limit 3800", False),
        ("sell eth 1 stop 3800 limit 3790", False),
        ("sell eth 1 stop 3800", False),
        ("buy eth 1 stop 4100 limit 4090", True),
        ("buy eth 1 stop 4100 limit 4110", False),
        ("sell eth 1 tp 4100 limit 4110", False),  # what rises to its trigger may rise further
        ("sell eth 1 trail 2% from 4100 limit 4200", False),
        ("sell eth 1 @ 4100 stop 3800 limit 3810", True),
        ("bracket eth 1 @ 3900 tp 4100 sl 3800 limit 3810", True),
        ("bracket sell eth 1 @ 4100 tp 3900 sl 4200 limit 4190", True),
    ],
)
def test_a_stop_that_wants_a_better_price_than_it_waits_for_may_never_fill(
    text: str, *, doubtful: bool
) -> None:
    _, request = made(text)

    assert any(leg.may_never_fill for leg in legs(request)) is doubtful
