"""How many accounts are heard on a market, as it is counted."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from binance.streams.users import Presence
from bot.following.coverage import Coverage, Unheard, coverage

if TYPE_CHECKING:
    from storage import ApiKey


def test_accounts_are_counted_by_how_they_are_heard() -> None:
    keys = [cast("ApiKey", SimpleNamespace(id=number)) for number in range(1, 7)]
    found: dict[int, Any] = {
        1: Presence(heard=True),
        2: Presence(heard=False),
        3: Presence(heard=False, lost_for=90.0),
        4: None,  # may not trade there
        5: Presence(heard=True),
        6: Presence(heard=False, lost_for=200.0),
    }

    told = coverage("usdm", keys, found.get)

    lost = [Unheard(keys[2], 90.0), Unheard(keys[5], 200.0)]
    assert told == Coverage("usdm", heard=2, waiting=1, unheard=lost)
    assert told.longest == 200.0
    assert coverage("spot", [], found.get).longest == 0.0
