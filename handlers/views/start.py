"""Welcome, help, admission, language."""

from html import escape

from bot.i18n import LANGUAGES, Html, Say, lines, note
from handlers.page import Button, Page
from storage import User

COMMANDS = (
    ("start", note("Status and menu")),
    ("price", note("Price now: /price BTC ETH")),
    ("ticker", note("The last 24 hours: /ticker BTC")),
    ("depth", note("Order book: /depth BTC")),
    ("chart", note("Candles: /chart BTC 1h")),
    ("alert", note("Price alert: /alert BTCUSDT > 70000")),
    ("alerts", note("Your alerts")),
    ("balance", note("What you own, and its value")),
    ("trade", note("An order by buttons: /trade BTC")),
    ("buy", note("Buy: /buy BTCUSDT $100")),
    ("sell", note("Sell: /sell BTCUSDT 25% @ 70000")),
    ("oco", note("A target and a stop: /oco BTCUSDT 0.1 70000 60000")),
    ("long", note("Futures, rising: /long BTC $100 x3")),
    ("short", note("Futures, falling: /short BTC $100 x3")),
    ("close", note("Close a position: /close BTC 50%, at a price: @ 65000")),
    ("positions", note("Your positions in futures")),
    ("funding", note("Whether funding is told")),
    ("leverage", note("Leverage of a contract: /leverage BTC 3")),
    ("margintype", note("Its margin: /margintype BTC isolated")),
    ("orders", note("Your open orders")),
    ("cancel", note("Cancel an order: /cancel 123456")),
    ("cancelall", note("Cancel all orders, or those of one: /cancelall BTC")),
    ("change", note("Change an order: /change 123456 @ 61000")),
    ("history", note("Orders that are over")),
    ("fills", note("Your trades")),
    ("pnl", note("What you earned: /pnl week BTC")),
    ("setkey", note("Connect your Binance account")),
    ("secure", note("A code before what is dangerous")),
    ("audit", note("What happened with your account")),
    ("guards", note("What I may do for you at most")),
    ("drift", note("How far a price may move before you confirm: /drift 0.5")),
    ("big", note("From which sum on an order needs a code: /big 500")),
    ("presets", note("Amounts on the buttons of /trade: /presets 50 100 250")),
    ("panic", note("Cancel everything and stop trading")),
    ("resume", note("Go on after /panic")),
    ("keys", note("Your API keys")),
    ("account", note("Which account is meant: /account Savings")),
    ("delkey", note("Disconnect your Binance account")),
    ("status", note("How I am, and how Binance is")),
    ("limits", note("How much of Binance's limits is used")),
    ("language", note("Language")),
    ("help", note("What I can do")),
)


def welcome(say: Say, person: User, environment: str, *, connected: bool) -> Page:
    account = (
        say("🔑 Your Binance account is connected.")
        if connected
        else say("🔑 No Binance account is connected yet. Markets and alerts work without one.")
    )
    first = (
        Button(say("💼 Balance"), "go:balance")
        if connected
        else Button(say("🔑 Connect account"), "go:setkey", style="primary")
    )
    return Page(
        lines(
            _greeting(say, person), environment_line(say, environment), account, "", _warning(say)
        ),
        (
            _markets(say),
            (first, Button(say("📋 Orders"), "go:orders")),
            (Button(say("🔔 Alerts"), "go:alerts"), Button(say("ℹ️ Status"), "go:status")),
            (Button(say("🌍 Language"), "go:language"), Button(say("❓ Help"), "go:help")),
        ),
    )


def welcome_to_all(say: Say, person: User, environment: str) -> Page:
    """What works in a group, which is told nothing of anybody's account."""
    private = say("🔑 Accounts, orders and alerts are for our private chat. Write to me there.")
    return Page(
        lines(
            _greeting(say, person), environment_line(say, environment), private, "", _warning(say)
        ),
        (_markets(say), (Button(say("ℹ️ Status"), "go:status"), Button(say("❓ Help"), "go:help"))),
    )


def _greeting(say: Say, person: User) -> Html:
    return say("👋 Hello {name}! I watch Binance and trade on it for you.", name=person.name)


def _warning(say: Say) -> Html:
    return say(
        "<i>Nobody from this bot will ever ask you for a secret key, a password or the codes of "
        "your Binance account.</i>"
    )


def _markets(say: Say) -> tuple[Button, Button]:
    return Button(say("💰 Prices"), "go:price"), Button(say("📈 Chart"), "chart:BTCUSDT:1h:new")


def environment_line(say: Say, environment: str) -> Html:
    match environment:
        case "live":
            return say("🟥 <b>LIVE</b>: orders here use real money.")
        case "sandbox":
            return say("🟨 <b>SANDBOX</b>: an offline exchange with play money.")
        case _:
            return say(
                "🟦 <b>{name}</b>: Binance's test exchange, play money.", name=environment.upper()
            )


def help_page(say: Say) -> Page:
    rows = [f"/{name} · {escape(say(text))}" for name, text in COMMANDS]
    hint = say(
        "Or just write a symbol: <code>btc</code>. Amounts: <code>0.01</code>, "
        "<code>$100</code>, <code>25%</code>."
    )
    return Page(lines(say("<b>What I can do</b>"), *rows, "", hint))


def lost(say: Say) -> Page:
    """Something was written that is neither a command nor a symbol."""
    return Page(
        say("I did not understand that. Write a symbol like <code>btc</code>, or see /help."),
        ((Button(say("❓ Help"), "go:help"),),),
    )


def nearest_command(say: Say, name: str) -> Page:
    return Page(say("There is no such command. Did you mean /{name}? All are in /help.", name=name))


def pending(say: Say) -> Page:
    return Page(say("⏳ An administrator has to admit you first. I will tell you when it is done."))


def wants_in(say: Say, newcomer: User) -> Page:
    return Page(
        say("👤 {name} ({id}) wants to use the bot.", name=newcomer.name, id=newcomer.id),
        (
            (
                Button(say("Approve"), f"admit:{newcomer.id}"),
                Button(say("Block"), f"bar:{newcomer.id}"),
            ),
        ),
    )


def decided(say: Say, who: int, *, admitted: bool) -> Page:
    return Page(
        say("✅ {id} was admitted.", id=who) if admitted else say("⛔ {id} was blocked.", id=who)
    )


def language(say: Say) -> Page:
    buttons = [
        Button(f"{'✅ ' if code == say.language else ''}{name}", f"lang:{code}")
        for code, name in LANGUAGES.items()
    ]
    return Page(say("🌍 Which language shall I speak?"), (buttons,))
