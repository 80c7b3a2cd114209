"""What is said of an account that was just connected, wherever its key came from."""

from html import unescape

from bot.i18n import Html, Say, lines
from bot.keys import Connection
from bot.notices import Notice, button


def connected(say: Say, connection: Connection, *more: Html | None) -> Html:
    """Done; what the key may do and what could be better, and `more` before the last line."""
    key = connection.key
    may = say("It may read and trade.") if key.can_trade else say("It may read, not trade.")
    warning, beside = None, None
    if connection.ip_restricted is False:
        warning = say(
            "⚠️ It has no IP whitelist: whoever gets hold of it can use it from anywhere. "
            "Restrict it to trusted addresses at Binance."
        )
    if (other := connection.current) is not None:
        beside = say(
            "It is called {label}. Your current account is still {current}.",
            label=key.label,
            current=other.label,
        )
    return lines(
        say("✅ Your Binance account is connected, key …{tail}.", tail=key.api_key_tail),
        may, beside, warning, *more,
        say("I will tell you of every fill."),
    )  # fmt: skip


def notice_of(say: Say, connection: Connection) -> Notice:
    """The same for the chat, when the key was not sent there."""
    key = connection.key
    below = [button(say("💼 Balance"), "go:balance"), button(say("📋 Orders"), "go:orders")]
    if connection.current is None:
        return Notice(connected(say, connection), [below])
    label = unescape(say("👉 Use {label}", label=key.label))
    return Notice(connected(say, connection), [[button(label, f"acc:use:{key.id}")], below])
