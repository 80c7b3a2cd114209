"""A broken rule in plain words: which one it is, and the nearest thing that would do."""

from decimal import Decimal

from binance.filters import Violation, floor_price, floor_quantity, quantity_step
from binance.models.exchange import SymbolInfo
from bot.i18n import note
from bot.ordering.exact import SATOSHI, ceiled, cut
from bot.ordering.outlook import tick_of
from bot.ordering.rules import least_part
from bot.ordering.shapes import names_money
from bot.ordering.trials import SIZED, Trial
from bot.refusals import Refused
from bot.text import number

_BANDS = frozenset({"PERCENT_PRICE", "PERCENT_PRICE_BY_SIDE", "PRICE_FILTER"})


def refusal(trial: Trial, quantity: Decimal, found: Violation) -> Refused:
    """Say what `found` means for a wish at a quantity."""
    info = trial.wish.info
    if found.filter in SIZED:
        return _sized(trial, quantity, found)
    if found.filter in _BANDS:
        return _price(info, found)
    if found.filter == "ORDER_TYPE" and found.rule in {"STOP_LOSS", "TAKE_PROFIT"}:
        return Refused(
            note("{symbol} takes no {type} orders: write a limit too, as in “{example}”."),
            symbol=info.symbol, type=found.rule, example="stop 3800 limit 3790",
        )  # fmt: skip
    own = {"TRAILING_DELTA": _trailing, "ICEBERG_PARTS": _iceberg, "MAX_POSITION": _position}
    counted_or_not = _counted if found.rule == "max_num" else _closed
    return own.get(found.filter, counted_or_not)(info, found)


def _sized(trial: Trial, quantity: Decimal, found: Violation) -> Refused:
    """Too little or too much: by which rule, and by how much."""
    info, nearest = trial.wish.info, trial.nearest(quantity)
    least = found.rule.startswith("min_")
    if nearest is not None:
        found = _binding(trial, nearest - trial.step if least else nearest + trial.step, found)
    said = {
        "symbol": info.symbol,
        "limit": number(_shown(found.limit)),
        "asset": info.quote_asset if "NOTIONAL" in found.filter else info.base_asset,
        "rule": found.filter,
    }
    if nearest is None:
        return Refused(
            note("Too little: {symbol} takes {limit} {asset} or more ({rule}).")
            if least
            else note("Too much: {symbol} takes at most {limit} {asset} at once ({rule})."),
            **said,
        )
    return Refused(
        note(
            "Too little: {symbol} takes {limit} {asset} or more ({rule}). "
            "{nearest} {unit} would do, {away} more."
        )
        if least
        else note(
            "Too much: {symbol} takes at most {limit} {asset} at once ({rule}). "
            "{nearest} {unit} would do, {away} less."
        ),
        **said,
        nearest=number(nearest),
        unit=info.quote_asset if names_money(trial.wish) else info.base_asset,
        away=number(abs(nearest - quantity)),
    )


def _binding(trial: Trial, almost: Decimal, found: Violation) -> Violation:
    """Which rule forbids what is a step short of enough: a smaller minimum would mislead."""
    kind = found.rule[:4]
    others = [
        each for each in trial.broken(almost) if each.filter in SIZED and each.rule[:4] == kind
    ]
    return found if found in others else next(iter(others), found)


def _price(info: SymbolInfo, found: Violation) -> Refused:
    limit, tick = found.limit or Decimal(0), tick_of(info)
    low = found.rule.startswith("min_")
    nearest = ceiled(limit, tick) if low else floor_price(info, limit)
    return Refused(
        note("The price {price} is too low ({rule}): {limit} or more would do.")
        if low
        else note("The price {price} is too high ({rule}): {limit} or less would do."),
        price=number(found.value or Decimal(0)), rule=found.filter, limit=number(nearest),
    )  # fmt: skip


def _trailing(info: SymbolInfo, found: Violation) -> Refused:
    nearest = (found.limit or Decimal(0)) / 100
    return Refused(
        note("{symbol} does not trail by less than {nearest}% ({rule}): write trail {nearest}%.")
        if found.rule.startswith("min_")
        else note(
            "{symbol} does not trail by more than {nearest}% ({rule}): write trail {nearest}%."
        ),
        symbol=info.symbol, nearest=number(nearest), rule=found.filter,
    )  # fmt: skip


def _iceberg(info: SymbolInfo, found: Violation) -> Refused:
    limit = found.limit or Decimal(0)
    said = {"rule": found.filter, "limit": number(limit), "asset": info.base_asset}
    if found.rule == "min_part":
        return Refused(
            note("The iceberg shows too little ({rule}): {limit} {asset} or more would do."), **said
        )
    nearest = limit - (quantity_step(info) or SATOSHI)
    if nearest < least_part(info, limit):
        return Refused(note("{limit} {asset} are too little for an iceberg ({rule})."), **said)
    return Refused(
        note(
            "An iceberg shows less than the whole {limit} {asset} ({rule}): "
            "{nearest} or less would do."
        ),
        **said,
        nearest=number(nearest),
    )


def _position(info: SymbolInfo, found: Violation) -> Refused:
    limit, there = found.limit or Decimal(0), found.value or Decimal(0)
    room = floor_quantity(info, max(limit - there, Decimal(0)))
    said = {
        "symbol": info.symbol, "limit": number(_shown(limit)), "have": number(_shown(there)),
        "asset": info.base_asset, "rule": found.filter,
    }  # fmt: skip
    if not room:
        return Refused(
            note(
                "{symbol} lets nobody buy who has {limit} {asset} already, open orders included "
                "({rule}): you have {have}."
            ),
            **said,
        )
    return Refused(
        note(
            "{symbol} lets nobody have more than {limit} {asset}, open orders included ({rule}): "
            "you have {have}, and {room} more would do."
        ),
        **said, room=number(room),
    )  # fmt: skip


def _counted(info: SymbolInfo, found: Violation) -> Refused:
    return Refused(
        note(
            "{n} orders of this kind are open on {symbol}, and {limit} may be ({rule}). "
            "Cancel one first: /orders"
        ),
        n=found.value, symbol=info.symbol, limit=found.limit, rule=found.filter,
    )  # fmt: skip


def _closed(info: SymbolInfo, found: Violation) -> Refused:
    return Refused(
        note("{symbol} does not take this order now ({rule})."),
        symbol=info.symbol,
        rule=f"{found.filter} {found.rule}" if found.filter != "STATUS" else found.filter,
    )


def _shown(limit: Decimal | None) -> Decimal:
    return cut(limit or Decimal(0), 8)
