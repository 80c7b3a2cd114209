"""What the form says."""

from bot.i18n import Html, Say
from storage import User


def texts(say: Say, environment: str, person: User) -> dict[str, Html]:
    """By the names under which they stand in the page."""
    return {
        "title": say("Connect a Binance account"),
        "environment": Html(environment.upper()),
        "whose": say(
            "The account will be used by <b>{name}</b> (Telegram {id}). If that is not you, close "
            "this page: whoever sent you the link would trade with your key.",
            name=person.name, id=person.id,
        ),
        "sealed": say(
            "What you enter is sealed here, before it leaves this page; only the bot can open it."
        ),
        "better": say(
            "You need none of this with the key pair that /setkey makes in the chat: then no "
            "secret travels at all."
        ),
        "kind": say("Kind of key"),
        "ed25519": say("Ed25519, private key in PEM"),
        "rsa": say("RSA, private key in PEM"),
        "hmac": say("HMAC, key and secret"),
        "api_key": say("API key"),
        "api_key_hint": say("64 letters and digits, from Binance’s API Management"),
        "secret": say("Secret key"),
        "pem": say("Private key"),
        "pem_hint": say("The whole text from BEGIN to END, without a passphrase"),
        "file": say("Or take it from a file"),
        "label": say("Name for the account (may stay empty)"),
        "rights": say(
            "Allow the key reading and, to trade, spot and futures trading. With withdrawals or "
            "transfers allowed I refuse it. Restrict it to trusted IP addresses."
        ),
        "connect": say("Connect"),
        "sending": say("Being checked at Binance…"),
        "left": say("Good for one key; time left: {time}", time=Html("<time id=left></time>")),
        "over": say("The time is over. /setkey in our chat makes a new page."),
        "incomplete": say("Enter the API key and its secret or private key."),
        "large": say("This file is too large to be a key."),
        "away": say("The bot could not be reached. Try again in a moment."),
        "unsafe": say(
            "This browser cannot seal what you enter, because the page did not come over HTTPS "
            "or the browser is too old. Nothing can be entered here."
        ),
        "no_script": say("Without JavaScript nothing can be sealed, so nothing can be entered."),
        "done": say("You can close this page."),
    }  # fmt: skip
