"""Symbols as a request names them: one, several or all, and those of one status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.market.listing import LISTINGS, STATUSES
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.exchange.market.listing import Listing
    from sandbox.exchange.market.pair import Pair
    from sandbox.exchange.operations.table import Call
    from sandbox.exchange.wire.params import Params

JSON = dict[str, Any]


def asked_status(params: Params) -> str | None:
    return params.choice("symbolStatus", STATUSES)


def listed(call: Call) -> list[Listing]:
    """Return the listings that `symbol` or `symbols` name, or all."""
    pairs = call.pairs()
    return list(LISTINGS.values()) if pairs is None else [pair.listing for pair in pairs]


def of_status(call: Call) -> Pair:
    """Return the pair of the mandatory symbol, whose status must be the one that was asked for."""
    pair, status = call.pair(), asked_status(call.params)
    if status not in {None, pair.listing.status}:
        raise _mismatch()
    return pair


def each(call: Call, row: Callable[[Pair], JSON]) -> JSON | list[JSON]:
    """Answer with one row for one symbol, with a list for several or for all."""
    pairs, status = call.pairs(), asked_status(call.params)
    if "symbol" in call.params and pairs:
        if status not in {None, pairs[0].listing.status}:
            raise _mismatch()
        return row(pairs[0])
    if pairs is None:
        pairs = list(call.core.market.pairs.values())
    return [row(pair) for pair in pairs if status in {None, pair.listing.status}]


def _mismatch() -> errors.ApiError:
    msg = "The symbol's status does not match the requested symbolStatus."
    return errors.ApiError(-1220, msg)
