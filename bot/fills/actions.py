"""What somebody may want to do after a fill, as buttons."""

from bot.i18n import Say
from bot.notices import Buttons, button
from storage import OrderTelling


def next_steps(say: Say, told: OrderTelling, *, has_exits: bool = False) -> Buttons:
    """Buttons ask before they do anything; ways out are for what was bought, not for all."""
    if told.market != "spot":
        rows = [_elsewhere(say, told)]
    elif has_exits and told.side == "BUY":
        rows = [[button(say("💼 Balance"), "go:balance:new"), _orders(say)]]
    else:
        rows = [_on_spot(say, told)]
    if told.market == "spot":
        rows.append(_look(say, told.symbol))
    if not told.is_over:
        rows.append(_the_rest(say, told))
    return [row for row in rows if row]


def _on_spot(say: Say, told: OrderTelling) -> list[dict[str, str]]:
    symbol = told.symbol
    if told.side == "SELL":
        return [
            button(say("💼 Balance"), "go:balance:new"),
            button(say("🟢 Buy"), f"ask:buy:{symbol}"),
        ]
    bought = f"{symbol}:{told.executed.normalize():f}"
    return [
        button(say("🛑 Stop"), f"ask:stop:{bought}"),
        button(say("🎯 Take profit"), f"ask:target:{bought}"),
        button(say("🔴 Sell"), f"ask:sell:{symbol}"),
    ]


def _look(say: Say, symbol: str) -> list[dict[str, str]]:
    return [
        button(say("📈 Chart"), f"chart:{symbol}:1h:new"),
        button(say("🔔 Alert"), f"ask:alert:{symbol}"),
    ]


def _elsewhere(say: Say, told: OrderTelling) -> list[dict[str, str]]:
    """Positions are closed, and protected, where they are listed."""
    if told.market in ("margin", "isolated"):
        return []
    return [button(say("📊 Positions"), "go:positions:new")]


def _the_rest(say: Say, told: OrderTelling) -> list[dict[str, str]]:
    there = [_orders(say)]
    if told.market == "spot":
        there.append(button(say("❌ Cancel order"), f"x:{told.symbol}:{told.order_id}"))
    return there


def _orders(say: Say) -> dict[str, str]:
    return button(say("📋 Orders"), "go:orders:new")
