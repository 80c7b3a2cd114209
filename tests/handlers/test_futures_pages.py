"""What positions look like: how near to liquidation, what funding costs, contracts in dollars."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from contract_listing import coin_contract, contract

from binance.models.futures.terms import PositionSide
from bot.i18n import LANGUAGES, Say
from bot.positions import Direction, Held, Holdings
from bot.positions.ends import price_away
from bot.positions.held import Funding
from handlers.page import Page
from handlers.views import futures, positions

D = Decimal
EN = Say("en")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LONG = Held(
    venue="usdm", contract=contract("BTCUSDT"), direction=Direction.LONG, named=PositionSide.BOTH,
    quantity=D("0.1"), entry=D(60_000), mark=D(66_000), profit=D(600), liquidation=D(49_500),
    margin=D(1_320), leverage=5, isolated=True,
    funding=Funding(D("0.0001"), NOON + timedelta(hours=3)),
)  # fmt: skip
COINS = replace(
    LONG, venue="coinm", contract=coin_contract("BTCUSD_PERP"), direction=Direction.SHORT,
    quantity=D(3), size=D(100), profit=D("-0.00012"), margin=D("0.0009"), liquidation=None,
)  # fmt: skip


def page(*held: Held, say: Say = EN) -> Page:
    return positions.page(say, Holdings(held), 0, NOON, "live", alerting={"BTCUSDT"}.__contains__)


def test_a_position_says_what_it_earns_and_how_near_its_end_is() -> None:
    text = page(LONG).text

    assert "🟢 <b>BTCUSDT LONG</b> · USD-M · 5x · isolated" in text
    assert "0.1 BTC at 60,000, mark 66,000" in text
    assert "PnL +600.00 USDT (+45.45%)" in text
    assert "\nLiquidation at 49,500, 25.00% away" in text
    assert "Funding +0.0100% in 3 hours: about -0.66 USDT" in text
    assert "LIVE" in text


@pytest.mark.parametrize(("liquidation", "warned"), [(59_401, True), (59_399, False)])
def test_below_a_tenth_of_the_price_liquidation_is_a_warning(
    liquidation: int, *, warned: bool
) -> None:
    text = page(replace(LONG, liquidation=D(liquidation))).text

    assert ("🚨 <b>Liquidation at" in text) is warned


def test_contracts_are_said_with_their_dollars_and_have_no_buttons_for_stops() -> None:
    shown = page(COINS)

    assert "3 contracts (300 USD)" in shown.text
    assert "PnL -0.00012 BTC (-13.33%)" in shown.text
    assert "No liquidation price" in shown.text
    assert "about +0.00000045 BTC" in shown.text  # shorts are paid
    assert [one.label for one in shown.buttons[0]] == ["✖ SHORT BTCUSD_PERP", "½"]


def test_no_data_of_a_button_is_too_long_for_telegram() -> None:
    named = contract("1000000MOGWHATUSDT")
    shown = page(replace(LONG, contract=named))
    far = futures.how_far(EN, replace(LONG, contract=named), gains=True)

    data = [one.data for row in (*shown.buttons, *far.buttons) for one in row]
    assert max(len(one.encode()) for one in data) <= 64


def test_many_positions_have_pages() -> None:
    shown = page(*[LONG] * 8)

    assert shown.text.count("BTCUSDT LONG") == positions.SHOWN
    assert [one.label for one in shown.buttons[-2]] == ["◀️", "Page 1 of 2", "▶️"]


def test_a_price_away_lies_on_the_grid_and_on_the_right_side() -> None:
    short = replace(LONG, direction=Direction.SHORT)

    assert price_away(LONG, D(5), gains=True) == D(69_300)
    assert price_away(LONG, D(5), gains=False) == D(62_700)
    assert price_away(short, D(5), gains=True) == D(62_700)
    assert price_away(replace(LONG, mark=D("66000.07")), D(1), gains=True) == D("66660")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_say_it(language: str) -> None:
    say = Say(language)

    for told in (
        page(LONG, COINS, say=say),
        page(say=say),
        futures.how_far(say, LONG, gains=False),
    ):
        assert told.text
