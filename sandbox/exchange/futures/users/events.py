"""What a futures user data stream says, in Binance's one-letter names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.numbers import alias, average, money, plain

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sandbox.exchange.futures.trading.algos import Algo
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.margin import Exposure, Mark
    from sandbox.exchange.futures.trading.orders import Fill, Order
    from sandbox.exchange.futures.trading.positions import Position

JSON = dict[str, Any]


@dataclass(frozen=True)
class Execution:
    """Something that happened to an order."""

    type: str  # NEW, TRADE, CANCELED, EXPIRED, AMENDMENT, CALCULATED
    exposure: Exposure
    fill: Fill | None = None
    modify_id: int | None = None


def order_trade_update(order: Order, execution: Execution, sent: int) -> JSON:
    ticket, contract, fill = order.ticket, order.contract, execution.fill
    report: JSON = {
        "s": ticket.symbol,
        "c": ticket.client_id,
        "S": ticket.side,
        "o": ticket.type,
        "f": ticket.time_in_force,
        "q": contract.quantity(ticket.quantity),
        "p": plain(ticket.price),
        "ap": average(order),
        "sp": plain(ticket.trigger_price),
        "x": execution.type,
        "X": order.status,
        "i": order.id,
        "l": contract.quantity(fill.quantity if fill else ZERO),
        "z": contract.quantity(order.executed),
        "L": plain(fill.price if fill else ZERO),
        "N": fill.commission_asset if fill else contract.margin_asset,
        "n": plain(fill.commission if fill else ZERO),
        "T": order.updated,
        "t": fill.trade_id if fill else 0,
        "b": plain(execution.exposure.bids),
        "a": plain(execution.exposure.asks),
        "m": fill.maker if fill else False,
        "R": ticket.reduce_only,
        "wt": ticket.working_type,
        "ot": ticket.original_type,
        "ps": ticket.position_side,
        "cp": ticket.close_position,
        "AP": "0",
        "cr": "0",
        "pP": ticket.price_protect,
        "rp": plain(fill.realized if fill else ZERO),
        "V": ticket.prevention,
        "pm": ticket.price_match,
        "er": order.expiry_reason,
    }
    if execution.modify_id is not None:
        report["M"] = str(execution.modify_id)
    own = {"ma": contract.margin_asset} if contract.inverse else _USDM | {"gtd": ticket.good_till}
    return _event("ORDER_TRADE_UPDATE", order.ledger, order.updated, sent) | {"o": report | own}


_USDM: JSON = {"si": 0, "ss": 0}


def trade_lite(fill: Fill, sent: int) -> JSON:
    ticket = fill.order.ticket
    return {
        "e": "TRADE_LITE",
        "E": sent,
        "T": fill.time,
        "s": ticket.symbol,
        "q": fill.order.contract.quantity(ticket.quantity),
        "p": plain(ticket.price),
        "m": fill.maker,
        "c": ticket.client_id,
        "S": ticket.side,
        "L": plain(fill.price),
        "l": fill.order.contract.quantity(fill.quantity),
        "t": fill.trade_id,
        "i": fill.order.id,
    }


@dataclass(frozen=True)
class Change:
    """Why an account changed, and what of it did."""

    reason: str  # ORDER, FUNDING_FEE, DEPOSIT, WITHDRAW, MARGIN_TRANSFER, ...
    time: int
    assets: dict[str, Decimal]  # with their changes but for profits and fees
    positions: tuple[Position, ...] = ()
    symbol: str = ""


def account_update(ledger: Ledger, change: Change, mark: Mark, sent: int) -> JSON:
    told: JSON = {
        "m": change.reason,
        "B": [_balance(ledger, asset, delta) for asset, delta in change.assets.items()],
        "P": [_position(ledger, each, mark) for each in change.positions],
    }
    if change.symbol:
        told["S"] = change.symbol
    return _event("ACCOUNT_UPDATE", ledger, change.time, sent) | {"a": told}


def _balance(ledger: Ledger, asset: str, delta: Decimal) -> JSON:
    return {
        "a": asset,
        "wb": money(ledger.wallets[asset]),
        "cw": money(ledger.cross_wallet(asset)),
        "bc": plain(delta),
    }


def _position(ledger: Ledger, position: Position, mark: Mark) -> JSON:
    return {
        "s": position.symbol,
        "pa": position.contract.quantity(position.amount),
        "ep": plain(position.entry_price),
        "bep": plain(position.break_even_price),
        "cr": plain(position.realized),
        "up": money(position.unrealized(mark(position.symbol))),
        "mt": "isolated" if ledger.isolated(position) else "cross",
        "iw": money(position.isolated_wallet),
        "ps": position.side,
    }


def leverage_changed(ledger: Ledger, symbol: str, sent: int) -> JSON:
    leverage = ledger.settings[symbol].leverage
    event = _event("ACCOUNT_CONFIG_UPDATE", ledger, sent, sent)
    return event | {"ac": {"s": symbol, "l": leverage}}


def assets_mode_changed(ledger: Ledger, sent: int) -> JSON:
    event = _event("ACCOUNT_CONFIG_UPDATE", ledger, sent, sent)
    return event | {"ai": {"j": ledger.multi_assets}}


@dataclass(frozen=True)
class Danger:
    """A position that is close to liquidation."""

    position: Position
    mark: Decimal
    maintenance: Decimal


def margin_call(ledger: Ledger, asset: str, dangers: Collection[Danger], sent: int) -> JSON:
    """Warn of positions that share the margin of one asset, or of an isolated one."""
    told: JSON = {"p": [_danger(ledger, each) for each in dangers]}
    if not any(ledger.isolated(each.position) for each in dangers):
        told = {"cw": money(ledger.cross_wallet(asset))} | told
    return _event("MARGIN_CALL", ledger, None, sent) | told


def _danger(ledger: Ledger, danger: Danger) -> JSON:
    position, isolated = danger.position, ledger.isolated(danger.position)
    crossed = "cross" if position.contract.inverse else "crossed"
    return {
        "s": position.symbol,
        "ps": position.side,
        "pa": position.contract.quantity(position.amount),
        "mt": "isolated" if isolated else crossed,
        "iw": money(position.isolated_wallet) if isolated else "0",
        "mp": plain(danger.mark),
        "up": plain(position.unrealized(danger.mark)),
        "mm": plain(danger.maintenance),
    }


def algo_update(algo: Algo, sent: int) -> JSON:
    ticket, order = algo.ticket, algo.order
    told: JSON = {
        "caid": ticket.client_id,
        "aid": algo.id,
        "at": "CONDITIONAL",
        "o": ticket.type,
        "s": ticket.symbol,
        "S": ticket.side,
        "ps": ticket.position_side,
        "f": ticket.time_in_force,
        "q": algo.contract.quantity(ticket.quantity),
        "X": algo.status,
        "ai": str(order.id) if order else "",
        "ap": average(order) if order else "0.00000",
        "aq": algo.contract.quantity(order.executed) if order else "0.00000",
        "act": order.ticket.type if order else "0",
        "tp": plain(ticket.trigger_price),
        "p": plain(ticket.price),
        "V": ticket.prevention,
        "wt": ticket.working_type,
        "pm": ticket.price_match,
        "cp": ticket.close_position,
        "pP": ticket.price_protect,
        "R": ticket.reduce_only,
        "tt": algo.triggered,
        "gtd": ticket.good_till,
        "rm": algo.reason,
    }
    if ticket.type == "TRAILING_STOP_MARKET":
        told["ia"] = algo.activated
    return _event("ALGO_UPDATE", algo.ledger, algo.updated, sent) | {"o": told}


def listen_key_expired(listen_key: str, sent: int) -> JSON:
    return {"e": "listenKeyExpired", "E": sent, "listenKey": listen_key}


def _event(name: str, ledger: Ledger, time: int | None, sent: int) -> JSON:
    """Begin an event; those of COIN-M say whose it is."""
    event: JSON = {"e": name, "E": sent}
    if time is not None:
        event["T"] = time
    return event | ({"i": alias(ledger.account)} if ledger.inverse else {})
