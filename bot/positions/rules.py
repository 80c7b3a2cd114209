"""A contract's filters: the exact one that an order would fail, and the nearest thing that passes.

Quantities of positions that are only made smaller may be worth less than MIN_NOTIONAL.
"""

from collections.abc import Sequence
from decimal import Decimal

from binance.models.coin_futures.contracts import SymbolInfo as CoinContract
from binance.models.futures.contracts import Contract, MaxNumOrders, PercentPrice
from binance.models.futures.settings import LeverageBracket
from binance.models.futures.terms import ContractStatus
from binance.models.order_terms import Side
from binance.models.symbol_filters import LotSize
from bot.i18n import note
from bot.ordering.exact import EXACT, ceiled, cut
from bot.refusals import Refused
from bot.text import number

_NOTHING = Decimal(0)


def floored(value: Decimal, step: Decimal) -> Decimal:
    """The nearest multiple of a step that is not more; without a step, the value itself."""
    return EXACT.multiply(EXACT.divide_int(value, step), step) if step else value


def step_of(contract: Contract, *, market: bool) -> Decimal:
    """Steps of lots are powers of ten: the coarser one fits both."""
    return max((one.step_size for one in _lots(contract, market=market)), default=_NOTHING)


def tick_of(contract: Contract) -> Decimal:
    return contract.price_filter.tick_size if contract.price_filter else _NOTHING


def check_open(contract: Contract, status: ContractStatus) -> None:
    if status is not ContractStatus.TRADING:
        raise Refused(
            note("{symbol} does not take this order now ({rule})."),
            symbol=contract.symbol, rule=status,
        )  # fmt: skip


def check_quantity(
    contract: Contract,
    quantity: Decimal,
    price: Decimal,
    *,
    market: bool,
    reduces: bool,
    paid: Decimal | None = None,
) -> None:
    """Refuse too little or too much; `price` is what the least notional is measured at.

    `paid` is the price by which an amount of money became this quantity, if that was asked for.
    """
    lots = _lots(contract, market=market)
    step = step_of(contract, market=market)
    least_lot = max((one.min_qty for one in lots), default=step) or step
    worth = _NOTHING if reduces else contract.min_notional
    least = max(least_lot, ceiled(EXACT.divide(worth, price), step))
    if quantity < least:
        by_lot = quantity < least_lot
        limit = least_lot if by_lot else worth
        if paid is not None:
            raise _too_little_money(contract, least, paid, limit, by_lot=by_lot)
        raise _too_little(contract, quantity, least, limit, by_lot=by_lot)
    narrowest = min((one for one in lots if one.max_qty), key=lambda one: one.max_qty, default=None)
    if narrowest is not None and quantity > narrowest.max_qty:
        raise _too_much(contract, quantity, narrowest, step)
    if step and EXACT.remainder(quantity, step):
        raise Refused(
            note("{symbol} is traded in steps of {step} (LOT_SIZE): {nearest} would do."),
            symbol=contract.symbol, step=number(step), nearest=number(floored(quantity, step)),
        )  # fmt: skip


def check_price(contract: Contract, price: Decimal) -> None:
    """Refuse a price off the grid or beyond its ends, of an order or of a trigger."""
    rule = contract.price_filter
    if rule is None:
        return
    if rule.min_price and price < rule.min_price:
        raise _price(price, ceiled(rule.min_price, rule.tick_size), "PRICE_FILTER", low=True)
    if rule.max_price and price > rule.max_price:
        raise _price(price, floored(rule.max_price, rule.tick_size), "PRICE_FILTER", low=False)
    if rule.tick_size and EXACT.remainder(price, rule.tick_size):
        raise Refused(
            note("{symbol} has prices in steps of {step} (PRICE_FILTER): {nearest} would do."),
            symbol=contract.symbol, step=number(rule.tick_size),
            nearest=number(floored(price, rule.tick_size) or rule.tick_size),
        )  # fmt: skip


def check_band(contract: Contract, side: Side, price: Decimal, mark: Decimal) -> None:
    """Buyers may not bid far above the mark price, sellers not ask far below it."""
    rule = contract.rules.get("PERCENT_PRICE")
    if not isinstance(rule, PercentPrice):
        return
    tick = tick_of(contract)
    most, least = mark * rule.multiplier_up, mark * rule.multiplier_down
    if side == Side.BUY and price > most:
        raise _price(price, floored(most, tick), "PERCENT_PRICE", low=False)
    if side == Side.SELL and price < least:
        raise _price(price, ceiled(least, tick), "PERCENT_PRICE", low=True)


def counts(contract: Contract, rule: str) -> bool:
    """Whether a contract limits how many orders of a kind may be open."""
    return isinstance(contract.rules.get(rule), MaxNumOrders)


def check_count(contract: Contract, name: str, there: int, more: int) -> None:
    """Refuse what would be one order too many; the name is that of the rule."""
    rule = contract.rules.get(name)
    if isinstance(rule, MaxNumOrders) and more and there + more > rule.limit:
        raise Refused(
            note(
                "{n} orders of this kind are open on {symbol}, and {limit} may be ({rule}). "
                "Cancel one first: /orders"
            ),
            n=there, symbol=contract.symbol, limit=rule.limit, rule=name,
        )  # fmt: skip


def check_leverage(
    contract: Contract, brackets: Sequence[LeverageBracket], leverage: int, notional: Decimal
) -> None:
    """The larger a position, the less leverage it may have."""
    highest = max((one.initial_leverage for one in brackets), default=leverage)
    if leverage > highest:
        raise Refused(
            note("{symbol} takes a leverage of {most}x at most."),
            symbol=contract.symbol, most=highest,
        )  # fmt: skip
    caps = (one.notional_cap for one in brackets if one.initial_leverage >= leverage)
    most = max(caps, default=notional)
    if notional > most:
        raise Refused(
            note(
                "With {leverage}x a position in {symbol} may be worth at most {most} {asset}. "
                "Order less, or with less leverage."
            ),
            leverage=leverage, symbol=contract.symbol, most=number(most),
            asset=contract.quote_asset,
        )  # fmt: skip


def unit_of(contract: Contract) -> str:
    """In what it is counted: coins, or on COIN-M contracts, as Binance abbreviates them."""
    return "Cont" if isinstance(contract, CoinContract) else contract.base_asset


def _lots(contract: Contract, *, market: bool) -> list[LotSize]:
    """What becomes a market order has to fit both lots."""
    found = [contract.lot_size(), contract.lot_size(market=True) if market else None]
    return [one for one in found if one is not None]


def _too_little(
    contract: Contract, quantity: Decimal, least: Decimal, limit: Decimal, *, by_lot: bool
) -> Refused:
    return Refused(
        note(
            "Too little: {symbol} takes {limit} {asset} or more ({rule}). "
            "{nearest} {unit} would do, {away} more."
        ),
        **_least(contract, least, limit, by_lot=by_lot),
        away=number(least - quantity),
    )


def _too_little_money(
    contract: Contract, least: Decimal, paid: Decimal, limit: Decimal, *, by_lot: bool
) -> Refused:
    return Refused(
        note(
            "Too little: {symbol} takes {limit} {asset} or more ({rule}). "
            "{nearest} {unit} would do, about {worth} {quote}."
        ),
        **_least(contract, least, limit, by_lot=by_lot),
        worth=number(ceiled(EXACT.multiply(least, paid), Decimal("0.01"))),
        quote=contract.quote_asset,
    )


def _least(contract: Contract, least: Decimal, limit: Decimal, *, by_lot: bool) -> dict[str, str]:
    return {
        "symbol": contract.symbol, "limit": number(cut(limit, 8)),
        "asset": unit_of(contract) if by_lot else contract.quote_asset,
        "rule": "LOT_SIZE" if by_lot else "MIN_NOTIONAL",
        "nearest": number(least), "unit": unit_of(contract),
    }  # fmt: skip


def _too_much(contract: Contract, quantity: Decimal, lot: LotSize, step: Decimal) -> Refused:
    nearest = floored(lot.max_qty, step)
    return Refused(
        note(
            "Too much: {symbol} takes at most {limit} {asset} at once ({rule}). "
            "{nearest} {unit} would do, {away} less."
        ),
        symbol=contract.symbol, limit=number(lot.max_qty), asset=unit_of(contract),
        rule=lot.filter_type, nearest=number(nearest), unit=unit_of(contract),
        away=number(quantity - nearest),
    )  # fmt: skip


def _price(price: Decimal, nearest: Decimal, rule: str, *, low: bool) -> Refused:
    return Refused(
        note("The price {price} is too low ({rule}): {limit} or more would do.")
        if low
        else note("The price {price} is too high ({rule}): {limit} or less would do."),
        price=number(price), rule=rule, limit=number(nearest),
    )  # fmt: skip
