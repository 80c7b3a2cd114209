"""All kinds of deeds, by name and by request."""

from collections.abc import Mapping
from typing import Any

from binance.request import Private
from bot.deeds.contracts import CoinOrder, UsdOrder, UsdStop
from bot.deeds.kind import Deed, Kind
from bot.deeds.leftovers import CoinLeftover, UsdLeftover
from bot.deeds.settings import UsdLeverage, UsdMarginType
from bot.deeds.spot import Amendment, Bracket, Oco, Order, Oto, Replacement

_ALL: tuple[Kind[Any], ...] = (
    Order(), Oco(), Oto(), Bracket(), Replacement(), Amendment(),
    UsdOrder(), UsdStop(), CoinOrder(), UsdLeftover(), CoinLeftover(),
    UsdLeverage(), UsdMarginType(),
)  # fmt: skip

KINDS: Mapping[str, Kind[Any]] = {kind.name: kind for kind in _ALL}
_BY_REQUEST: Mapping[type[Private[Any]], Kind[Any]] = {kind.request: kind for kind in _ALL}


def deed_of(request: Private[Any]) -> Deed:
    """Find the kind of a request; `KeyError` for one that is none of ours."""
    return Deed(_BY_REQUEST[type(request)], request)


def deed_from(kind: str, payload: Mapping[str, Any]) -> Deed:
    """Read back what was kept of a deed: the very same request."""
    found = KINDS[kind]
    return Deed(found, found.request.model_validate(payload))
