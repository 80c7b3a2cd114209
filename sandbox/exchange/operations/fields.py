"""One order's parameters within a request that may hold those of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from sandbox.exchange.wire.params import Params

OF_AN_ORDER = (
    "type",
    "timeInForce",
    "quantity",
    "price",
    "newClientOrderId",
    "strategyId",
    "strategyType",
    "stopPrice",
    "trailingDelta",
    "icebergQty",
    "pegPriceType",
    "pegOffsetType",
    "pegOffsetValue",
)
"""What each order of a list may have of its own."""


class Fields:
    """Reads an order's parameters by their usual names, whatever the request calls them."""

    def __init__(self, params: Params, names: Mapping[str, str] | None = None) -> None:
        self._params = params
        self._names = names or {}

    def __contains__(self, name: str) -> bool:
        return self.name(name) in self._params

    def name(self, name: str) -> str:
        """Return what the request calls a parameter."""
        return self._names.get(name, name)

    def refuse(self, *names: str) -> None:
        self._params.refuse(*map(self.name, names))

    def decimal(self, name: str) -> Decimal | None:
        return self._params.decimal(self.name(name))

    def required_decimal(self, name: str) -> Decimal:
        return self._params.required_decimal(self.name(name))

    def integer(self, name: str) -> int | None:
        return self._params.integer(self.name(name))

    def client_id(self, name: str) -> str | None:
        return self._params.client_id(self.name(name))

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """Read one of some words; what a word is for decides about the error, not its prefix."""
        value = self._params.text(self.name(name))
        if value is not None and value not in choices:
            raise errors.invalid_enum(name)
        return value

    def required_choice(self, name: str, choices: Collection[str]) -> str:
        self._params.required(self.name(name))
        chosen = self.choice(name, choices)
        assert chosen is not None
        return chosen

    def missing_both(self, one: str, other: str) -> errors.ApiError:
        return errors.missing_both(self.name(one), self.name(other))


def prefixed(params: Params, prefix: str, shared: Mapping[str, str]) -> Fields:
    """Return the fields whose names begin with a prefix, but for those that orders share."""
    own = {name: prefix + _capital(name.removeprefix("new")) for name in OF_AN_ORDER}
    return Fields(params, {**own, **shared})


def names(prefix: str, without: Collection[str] = ()) -> str:
    """Return the names of an order's parameters with a prefix."""
    own = (name.removeprefix("new") for name in OF_AN_ORDER if name not in without)
    return " ".join(prefix + _capital(name) for name in own)


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
