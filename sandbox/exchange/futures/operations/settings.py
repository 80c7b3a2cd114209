"""What an account chooses: leverage, kinds of margin, position mode, and how it pays fees."""

from __future__ import annotations

from typing import Any

from sandbox.exchange.futures.operations.seats import Seat, seated
from sandbox.exchange.futures.operations.tickets import mandatory, position_side, required_decimal
from sandbox.exchange.futures.trading import choices
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.numbers import plain
from sandbox.exchange.operations.table import FUTURES, READ, Table

JSON = dict[str, Any]
TABLE = Table()
_DONE = {"code": 200, "msg": "success"}


@seated(
    TABLE,
    "POST /fapi/v1/leverage",
    twin="POST /dapi/v1/leverage",
    weight=1,
    parameters="symbol leverage",
    permission=FUTURES,
)
def set_leverage(seat: Seat) -> JSON:
    contract = seat.contract()
    seat.params.required("leverage")
    leverage = seat.params.integer("leverage") or 0
    choices.choose_leverage(seat.floor, seat.ledger, contract, leverage)
    most = plain(brackets_of(contract.base, inverse=contract.inverse).most(leverage))
    name = "maxQty" if contract.inverse else "maxNotionalValue"
    return {"leverage": leverage, name: most, "symbol": contract.symbol}


@seated(
    TABLE,
    "POST /fapi/v1/marginType",
    twin="POST /dapi/v1/marginType",
    weight=1,
    parameters="symbol marginType",
    permission=FUTURES,
)
def set_margin_type(seat: Seat) -> JSON:
    kind = mandatory(seat.params, "marginType", ("ISOLATED", "CROSSED"))
    choices.choose_margin_type(seat.ledger, seat.contract(), isolated=kind == "ISOLATED")
    return _DONE


@seated(
    TABLE,
    "POST /fapi/v1/positionMargin",
    twin="POST /dapi/v1/positionMargin",
    weight=1,
    parameters="symbol positionSide amount type",
    permission=FUTURES,
)
def move_margin(seat: Seat) -> JSON:
    """Add margin to an isolated position (type 1), or take some of it (2)."""
    kind, amount = (
        mandatory(seat.params, "type", ("1", "2")),
        required_decimal(seat.params, "amount"),
    )
    position = seat.ledger.position(seat.contract(), position_side(seat.params, seat.ledger))
    choices.move_margin(seat.floor, seat.ledger, position, amount if kind == "1" else -amount)
    msg = "Successfully modify position margin."
    return {"amount": float(amount), "code": 200, "msg": msg, "type": int(kind)}


@seated(
    TABLE,
    "GET /fapi/v1/positionMargin/history",
    twin="GET /dapi/v1/positionMargin/history",
    weight=1,
    parameters="symbol type startTime endTime limit",
    permission=FUTURES,
)
def margin_history(seat: Seat) -> list[JSON]:
    symbol, kind = seat.contract().symbol, seat.params.choice("type", ("1", "2"))
    limit, (start, end) = seat.params.limit(500, 500), seat.window(_MONTH)
    rows = [
        {
            "symbol": change.symbol,
            "type": 1 if change.adding else 2,
            **({} if seat.venue.inverse else {"deltaType": change.reason}),
            "amount": plain(change.amount),
            "asset": change.asset,
            "time": change.time,
            "positionSide": change.side,
        }
        for change in seat.ledger.margin_changes
        if change.symbol == symbol
        and kind in {None, "1" if change.adding else "2"}
        and (start or 0) <= change.time <= (end or change.time)
    ]
    return rows[-limit:]


_MONTH = 30 * 86_400_000


@seated(
    TABLE,
    "GET /fapi/v1/positionSide/dual",
    twin="GET /dapi/v1/positionSide/dual",
    weight=30,
    permission=READ,
)
def position_mode(seat: Seat) -> JSON:
    return {"dualSidePosition": seat.ledger.mode.hedged}


@seated(
    TABLE,
    "POST /fapi/v1/positionSide/dual",
    twin="POST /dapi/v1/positionSide/dual",
    weight=1,
    parameters="dualSidePosition",
    permission=FUTURES,
)
def set_position_mode(seat: Seat) -> JSON:
    """Change the mode of both venues; neither may have orders or positions."""
    seat.params.required("dualSidePosition")
    choices.choose_mode(seat.floor, seat.account, hedged=seat.params.flag("dualSidePosition"))
    return _DONE


@seated(TABLE, "GET /fapi/v1/multiAssetsMargin", weight=30, permission=READ)
def assets_mode(seat: Seat) -> JSON:
    return {"multiAssetsMargin": seat.ledger.multi_assets}


@seated(
    TABLE,
    "POST /fapi/v1/multiAssetsMargin",
    weight=1,
    parameters="multiAssetsMargin",
    permission=FUTURES,
)
def set_assets_mode(seat: Seat) -> JSON:
    seat.params.required("multiAssetsMargin")
    together = seat.params.flag("multiAssetsMargin")
    choices.choose_assets_mode(seat.floor, seat.ledger, together=together)
    return _DONE


@seated(TABLE, "GET /fapi/v1/feeBurn", weight=30, permission=READ)
def fee_burn(seat: Seat) -> JSON:
    return {"feeBurn": seat.ledger.burns_bnb}


@seated(TABLE, "POST /fapi/v1/feeBurn", weight=1, parameters="feeBurn", permission=FUTURES)
def set_fee_burn(seat: Seat) -> JSON:
    seat.params.required("feeBurn")
    seat.ledger.burns_bnb = seat.params.flag("feeBurn")
    return _DONE
