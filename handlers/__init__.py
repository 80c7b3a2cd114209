"""The conversation: which words and taps lead where. `routes()` is the one list of them."""

import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import nullcontext
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
    after_fill,
    alert_arming,
    alert_message,
    alert_page,
    alert_steps,
    alerts,
    audit,
    caution,
    changing,
    chart,
    chat,
    chosen,
    depth,
    futures,
    guards,
    history,
    keys,
    limits,
    market,
    membership,
    orders,
    panic,
    pnl,
    presets,
    secure,
    start,
    status,
    trade,
    trade_form,
    users,
)
from handlers.access import Gate, gatekeeping

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
    "secure": secure.secure,
    "audit": audit.audit,
    "guards": guards.guards,
    "funding": after_fill.funding,
    "panic": panic.panic,
    "resume": panic.resume,
    "users": users.users,
    "setkey": keys.setkey,
    "keys": keys.keys,
    "account": keys.account,
    "delkey": keys.delkey,
    "balance": account.balance,
    "orders": orders.orders,
    "cancel": orders.cancel,
    "cancelall": orders.ask_to_cancel_all,
    "change": changing.change,
    "history": history.history,
    "fills": history.fills,
    "pnl": pnl.pnl,
    "trade": trade_form.open_form,
    "presets": presets.presets,
    "drift": caution.drift,
    "big": caution.big,
    "buy": trade.buy,
    "sell": trade.sell,
    "bracket": trade.bracket,
    "oco": trade.oco,
    "long": futures.long,
    "short": futures.short,
    "close": futures.close,
    "positions": futures.positions,
    "leverage": futures.leverage,
    "margintype": futures.margin_type,
}

DECIMAL = r"(\d{1,20}(?:\.\d{1,18})?)"
SYMBOL = r"([^\sa-z:,]{2,30})"  # in capitals, or in letters that have none
ALERT = r"(\d{1,16})"
ACCOUNT = r"(\d{1,16})"
POSITION = rf"(usdm|coinm):{SYMBOL}:(long|short)"

TAPS: Mapping[str, Handling] = {
    r"lang:([a-z]{2})": start.choose_language,
    r"(admit|bar):(\d{1,16})": start.admit,
    r"price:([^\sa-z:]{2,60})": market.refresh_price,
    rf"ticker:{SYMBOL}": market.refresh_ticker,
    rf"depth:{SYMBOL}": depth.refresh,
    rf"card:{SYMBOL}": market.card,
    rf"chart:{SYMBOL}:(\d{{1,2}}[a-zA-Z])(:new)?": chart.change_interval,
    rf"ask:(buy|sell):{SYMBOL}": trade_form.open_for,
    rf"ask:alert:{SYMBOL}": alert_steps.ask,
    rf"ask:(stop|target):{SYMBOL}:{DECIMAL}": after_fill.ask,
    rf"out:(stop|target):{SYMBOL}:{DECIMAL}:{DECIMAL}": after_fill.choose,
    r"funding:(on|off)": after_fill.switch,
    trade_form.PATTERN: trade_form.tapped,
    r"t:([A-Za-z0-9_-]{22})": trade.confirm,
    r"n:([A-Za-z0-9_-]{22})": trade.withdraw,
    r"re:([A-Za-z0-9_-]{22})": trade.ask_again,
    r"ps:(\d{1,3})": futures.turn,
    rf"po:(close|half):{POSITION}(?::{ACCOUNT})?": futures.close_tapped,
    rf"po:(tp|sl):{POSITION}": futures.ask_end,
    rf"po:(tp|sl):{POSITION}:(1|2|5|10)": futures.end_tapped,
    rf"lo:(usdm|coinm):{SYMBOL}:(\d{{1,18}})": futures.ask_clearing,
    r"key:form": keys.form,
    r"k:([A-Za-z0-9_-]{22})": keys.confirm,
    r"kn:([A-Za-z0-9_-]{22})": keys.refuse,
    rf"acc:show:{ACCOUNT}": keys.show,
    rf"acc:use:{ACCOUNT}": keys.use,
    rf"acc:name:{ACCOUNT}": keys.how_to_rename,
    rf"acc:check:{ACCOUNT}": keys.recheck,
    rf"acc:drop:{ACCOUNT}": keys.remove,
    rf"(xa?)(?::(spot|usdm|coinm))?:{SYMBOL}:(\d{{1,19}})(?::{ACCOUNT})?": orders.cancel_tapped,
    rf"os:{chosen.PATTERN}": orders.turn,
    r"ca:([A-Za-z0-9_-]{22})": orders.cancel_all,
    rf"ch:{SYMBOL}:(\d{{1,19}})(?::{ACCOUNT})?": changing.choose,
    rf"ch:{SYMBOL}:(\d{{1,19}}):{changing.CHOICE}": changing.chosen,
    rf"hi:{chosen.PATTERN}": history.turn_history,
    rf"fi:{chosen.PATTERN}": history.turn_fills,
    rf"pl:{pnl.PATTERN}": pnl.change,
    rf"pf:{pnl.PATTERN}": pnl.choose,
    rf"pc:{pnl.PATTERN}": pnl.picture,
    rf"px:{pnl.PATTERN}": pnl.export,
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
    r"again:([A-Za-z0-9_-]{22})": alert_arming.again,
    r"secure:begin": secure.begin,
    r"secure:text": secure.as_text,
    r"secure:stop": secure.stop,
    r"secure:lock:(0|3600|43200|86400)": secure.lock,
    r"secure:codes": secure.codes,
    r"secure:noted": secure.noted,
    r"secure:off": secure.turn_off,
    r"audit:(\d{1,5})": audit.turn,
    r"guard:([a-z]{3,9})": guards.choose,
    r"guard:([a-z]{3,9}):([a-z0-9.]{1,12})": guards.offer,
    r"gset:([A-Za-z0-9_-]{22})": guards.confirm,
    r"keep:([A-Za-z0-9_-]{22})": guards.keep,
    r"panic:([A-Za-z0-9_-]{22})": panic.act,
    r"users:(\d{1,5})": users.turn,
    r"user:(\d{1,16})": users.show,
    r"user:(\d{1,16}):(order|alerts)": users.offer,
    r"user:(\d{1,16}):(approve|block|reset|(?:order|alerts):(?:\d{1,6}|none))": users.ask,
    r"udo:([A-Za-z0-9_-]{22})": users.decide,
}


NEVER = r"(?!)"  # PTB gives a tap without data to whichever comes first, and no match with it


def routes(now: Callable[[], float] = time.monotonic) -> Mapping[int, list[Handler]]:
    """All handlers by PTB's groups: the gate first, then the topics."""
    gate = TypeHandler(Update, gatekeeping(Gate(now)))
    members = ChatMemberHandler(membership.changed, ChatMemberHandler.MY_CHAT_MEMBER)
    commands: list[Handler] = [CommandHandler(name, handler) for name, handler in COMMANDS.items()]
    taps: list[Handler] = [
        CallbackQueryHandler(handler, rf"\A{data}\Z") for data, handler in TAPS.items()
    ]
    return {
        -3: [members],
        -2: [gate],
        -1: [MessageHandler(filters.Regex(secure.CODE), secure.code)],
        0: [
            *commands,
            CallbackQueryHandler(foreign_tap, NEVER),
            *taps,
            CallbackQueryHandler(go, r"\Ago:([a-z]{2,16})(:new)?\Z"),
            CallbackQueryHandler(foreign_tap),
            MessageHandler(filters.COMMAND, start.unknown_command),
            MessageHandler(filters.TEXT, start.free_text),
            MessageHandler(filters.ALL & ~filters.StatusUpdate.ALL, start.not_text),
        ],
    }


async def go(update: Update, context: Context) -> None:
    """A menu button `go:balance`: the command of that name, without words behind it.

    With `:new` behind it, it stands under what became of an order, which stays where it is.
    """
    assert context.match is not None
    await chat.acknowledge(update)
    if handler := COMMANDS.get(context.match[1]):
        context.args = []
        with chat.tapped_message_stays() if context.match[2] else nullcontext():
            await handler(update, context)


async def foreign_tap(update: Update, context: Context) -> None:
    """Data that no button of ours carries."""
    await chat.acknowledge(update, context.say("This button no longer works. See /start"))
