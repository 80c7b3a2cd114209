"""What the administrator allows a person at most, whatever that person's own guards say."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.alerts.engine import LIMIT_SETTING as ALERTS
from bot.guards.terms import Terms
from storage import Unit

ORDER = "ceiling.order"


async def order(unit: Unit, user_id: int) -> Decimal | None:
    """The largest order in USDT; None where the administrator sets no limit."""
    return _decimal(await unit.settings.get(user_id, ORDER))


async def alerts(unit: Unit, user_id: int) -> int | None:
    """How many alerts; None where only what holds for everybody does."""
    kept = await unit.settings.get(user_id, ALERTS)
    return None if kept is None else int(kept)


async def set_order(unit: Unit, user_id: int, most: Decimal | None) -> None:
    await unit.settings.set(user_id, ORDER, None if most is None else format(most, "f"))


async def set_alerts(unit: Unit, user_id: int, most: int | None) -> None:
    await unit.settings.set(user_id, ALERTS, most)


def capped(terms: Terms, kept: Mapping[str, Any]) -> Terms:
    """Lower what a person allows themselves to what the administrator allows them."""
    most = _decimal(kept.get(ORDER))
    if most is None or (terms.order is not None and terms.order <= most):
        return terms
    return replace(terms, order=most)


def _decimal(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)
