"""The conversation: which words and taps lead where. `routes()` is the one list of them."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.services import Context, Handler
from handlers import (
    account,
    alert_message,
    alert_page,
    alert_steps,
    alerts,
    chart,
    chat,
    depth,
    keys,
    limits,
    market,
    membership,
    start,
    status,
    trade,
)
from handlers.access import Gate

Handling = Callable[[Update, Context], Coroutine[Any, Any, None]]

COMMANDS: Mapping[str, Handling] = {
    "start": start.start,
    "help": start.show_help,
    "language": start.language,
    "price": market.price,
    "ticker": market.ticker,
    "depth": depth.depth,
    "chart": chart.chart,
    "status": status.status,
    "limits": limits.limits,
    "alert": alerts.alert,
    "alerts": alerts.alerts,
    "setkey": keys.setkey,
    "keys": keys.keys,
    "delkey": keys.delkey,
    "balance": account.balance,
    "orders": account.orders,
    "cancel": account.cancel,
    "buy": trade.buy,
    "sell": trade.sell,
}

SYMBOL = r"([A-Z0-9]{2,30})"
ALERT = r"(\d{1,16})"

TAPS: Mapping[str, Handling] = {
    r"lang:([a-z]{2})": start.choose_language,
    r"(admit|bar):(\d{1,16})": start.admit,
    r"price:([A-Z0-9,]{2,60})": market.refresh_price,
    rf"ticker:{SYMBOL}": market.refresh_ticker,
    rf"depth:{SYMBOL}": depth.refresh,
    rf"card:{SYMBOL}": market.card,
    rf"chart:{SYMBOL}:(\d{{1,2}}[a-zA-Z])(:new)?": chart.change_interval,
    rf"ask:(buy|sell):{SYMBOL}": trade.ask,
    rf"ask:alert:{SYMBOL}": alert_steps.ask,
    rf"size:(buy|sell):{SYMBOL}:(\d{{1,3}})": trade.sized,
    r"t:([A-Za-z0-9_-]{22})": trade.confirm,
    r"n:([A-Za-z0-9_-]{22})": trade.withdraw,
    rf"x:{SYMBOL}:(\d{{1,19}})": account.cancel_tapped,
    r"alerts:(\d{1,4})": alerts.turn,
    rf"al:(show|new):{ALERT}": alert_page.show,
    rf"al:(pause|rearm|every|silent|undo):{ALERT}": alert_page.act,
    rf"al:snooze:{ALERT}:(60|480|1440)": alert_page.snooze,
    rf"al:delete:{ALERT}": alert_page.delete,
    rf"al:edit:{ALERT}": alert_page.edit,
    rf"al:to:{ALERT}:([\d.]{{1,24}})": alert_page.move,
    rf"(pause|rearm|unalert|undo):{ALERT}": alert_message.act,
    rf"snooze:{ALERT}:(60|480|1440)": alert_message.snooze,
    rf"new:((?:{SYMBOL}|-)(?::[^:]{{1,24}}){{0,4}})": alert_steps.step,
    r"new:cancel": alert_steps.cancel,
}


def routes() -> Mapping[int, list[Handler]]:
    """All handlers by PTB's groups: the gate first, then the topics."""
    gate = TypeHandler(Update, Gate())
    members = ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER)
    commands: list[Handler] = [CommandHandler(name, handler) for name, handler in COMMANDS.items()]
    taps: list[Handler] = [
        CallbackQueryHandler(handler, rf"\A{data}\Z") for data, handler in TAPS.items()
    ]
    return {
        -2: [members],
        -1: [gate],
        0: [
            *commands,
            *taps,
            CallbackQueryHandler(go, r"\Ago:([a-z]{2,16})\Z"),
            CallbackQueryHandler(foreign_tap),
            MessageHandler(filters.COMMAND, start.unknown_command),
            MessageHandler(filters.TEXT, start.free_text),
            MessageHandler(filters.ALL & ~filters.StatusUpdate.ALL, start.not_text),
        ],
    }


async def go(update: Update, context: Context) -> None:
    """A menu button `go:balance`: the command of that name, without words behind it."""
    assert context.match is not None
    await chat.acknowledge(update)
    if handler := COMMANDS.get(context.match[1]):
        context.args = []
        await handler(update, context)


async def foreign_tap(update: Update, context: Context) -> None:
    """Data that no button of ours carries."""
    await chat.acknowledge(update, context.say("This button no longer works. See /start"))
