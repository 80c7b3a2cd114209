"""What is pushed to people of their keys: suspended ones, and others who want to share."""

from collections.abc import Sequence
from datetime import timedelta

from bot.i18n import Html, Say, lines
from bot.notices import Notice, button, expired
from bot.text import good_for
from storage import ApiKey, Suspension, Ticket, User


def refused(say: Say, label: str | None = None) -> Notice:
    """Binance takes the key no more; `label` where the person has several."""
    return Notice(
        lines(
            say(
                "🔑 Binance no longer accepts your API key, so I cannot follow your account. "
                "It was deleted, has expired, or may not be used from here. If you can mend that "
                "at Binance, tap “Check again” in /keys afterwards; /setkey connects a new one."
            ),
            of_account(say, label),
        ),
        [[button(say("🔑 Connect account"), "go:setkey")], *_to_keys(say)],
    )


def widened(say: Say, label: str, rights: Sequence[str]) -> Notice:
    text = lines(
        say("⛔ <b>Your API key may do too much now</b>: {rights}.", rights=", ".join(rights)),
        say(
            "I have suspended the account {label}: no order goes out with it. If that was not you, "
            "delete the key at Binance at once. Otherwise remove the right there, then tap "
            "“Check again” in /keys.",
            label=label,
        ),
    )
    return Notice(text, _to_keys(say))


def cannot_read(say: Say, label: str) -> Notice:
    return Notice(
        say(
            "⛔ Your API key may not read the account {label} any more, so I have suspended it. "
            "Allow reading at Binance, then tap “Check again” in /keys.",
            label=label,
        ),
        _to_keys(say),
    )


def another_account(say: Say, label: str) -> Notice:
    return Notice(
        say(
            "⛔ The API key of {label} opens another Binance account than before. I have suspended "
            "it; /setkey connects it anew.",
            label=label,
        ),
        _to_keys(say),
    )


def unsealed(say: Say, label: str) -> Notice:
    return Notice(
        say(
            "⛔ What I keep of the account {label} is not what you gave me, so I have suspended it "
            "and told nobody its secrets. Delete the key at Binance and connect a new one: /setkey",
            label=label,
        ),
        _to_keys(say),
    )


def from_anywhere(say: Say, label: str) -> Notice:
    return Notice(
        say(
            "⚠️ The API key of {label} lost its IP whitelist: whoever gets hold of it can use it "
            "from anywhere. Restrict it to trusted addresses at Binance again.",
            label=label,
        )
    )


def trades_no_more(say: Say, label: str) -> Notice:
    """Told when it is found, and not by the first order that fails."""
    return Notice(
        say(
            "⚠️ The API key of {label} may not trade on spot any more: its permission was taken "
            "away or has run out at Binance. Orders on spot will be refused.",
            label=label,
        ),
        _to_keys(say),
    )


def suspended_for(say: Say, key: ApiKey) -> Html:
    """Why a key is suspended, in a few words."""
    causes: dict[Suspension | None, Html] = {
        "rights": say("may do too much: {rights}", rights=key.note or "?"),
        "account": say("opens another account than before"),
        "sealed": say("was tampered with"),
    }
    return causes.get(key.suspended_for) or say("no longer accepted by Binance")


def wants_to_share(say: Say, asker: User, label: str, ticket: Ticket, lasts: timedelta) -> Notice:
    """The question to whoever has the account."""
    text = lines(
        _wants_to_share(say, asker, label),
        say(
            "Agree only if you gave them that key. If you do not know them, refuse, and delete "
            "unknown keys at Binance."
        ),
        good_for(say, lasts),
    )
    agree = button(say("✅ Agree"), f"k:{ticket.id}")
    return Notice(text, [[agree, button(say("❌ Refuse"), f"kn:{ticket.id}")]])


def did_not_share(say: Say, asker: User, label: str) -> Notice:
    """The same when it was not answered in time."""
    return Notice(expired(say, _wants_to_share(say, asker, label)), _to_keys(say))


def shared(say: Say) -> Notice:
    return Notice(
        say(
            "🤝 The other person agreed that you use the account as well. Send the key again "
            "within 10 minutes."
        )
    )


def of_account(say: Say, label: str | None) -> Html | None:
    """Which account a message is about; nothing where the person has just one."""
    return None if label is None else say("Account: <b>{label}</b>", label=label)


def _wants_to_share(say: Say, asker: User, label: str) -> Html:
    return lines(
        say("🤝 <b>Somebody wants to use your Binance account {label} here as well.</b>",
            label=label),
        say("It is {name}, Telegram id <code>{id}</code>, and has an API key of this account.",
            name=asker.name, id=asker.id),
    )  # fmt: skip


def _to_keys(say: Say) -> list[list[dict[str, str]]]:
    return [[button(say("🔑 Keys"), "go:keys")]]
