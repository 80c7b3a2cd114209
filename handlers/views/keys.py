"""Connecting and disconnecting Binance accounts, and which one is the current one."""

from collections.abc import Sequence
from html import escape

from bot import keys_told
from bot.i18n import Html, Say, lines
from bot.key_notices import suspended_for
from bot.key_questions import LIFE, Removed
from bot.keys import Connection
from bot.text import clock, day_and_clock
from bot.web import Links
from handlers.page import Button, Page
from handlers.views import asking
from storage import ApiKey


def begin(
    say: Say, key: ApiKey, *, on_page: bool, in_chat: bool, addresses: Sequence[str] = ()
) -> Page:
    """The public half, and what to do with it at Binance; then what is second choice.

    `addresses` are those under which Binance sees us, if they are known.
    """
    assert key.public_key is not None
    other = say(
        "<i>Only if your account offers no self-generated keys: /setkey KEY SECRET, here "
        "in private. I delete that message at once, but Telegram has seen it.</i>"
    )
    if on_page:
        other = say(
            "<i>A key of your own (HMAC, RSA or Ed25519) is entered on a web page, not here.</i>"
        )
    steps = lines(
        say("🔑 <b>Connect your Binance account</b>"),
        say(
            "I made a key pair for you. Its secret half stays here, sealed; no secret travels"
            " through this chat."),
        "",
        say("1. Copy the public key with the button below."),
        say(
            "2. At Binance: Profile → API Management → Create API → <b>Self-generated</b>. "
            "Paste it there."),
        say(
            "3. Allow <b>Reading</b>; to trade, <b>Spot trading</b>; for /long and /short, "
            "<b>Futures</b>. Leave withdrawals and transfers off: I refuse keys that may move "
            "money out."),
        _restrict(say, addresses),
        say(
            "5. Send me the <b>API key</b> that Binance shows, 64 letters and digits. "
            "I delete that message: it looks like a secret."),
        "",
        Html(f"<pre>{key.public_key.strip()}</pre>"),
        say("Fingerprint: <code>{fingerprint}</code>", fingerprint=key.fingerprint),
        "" if on_page or in_chat else None,
        other if on_page or in_chat else None,
    )  # fmt: skip
    web = [Button(say("🌐 Enter a key on a web page"), "key:form")] if on_page else []
    copy = [Button(say("📋 Copy public key"), copies=key.public_key.strip())]
    # one by one: how Binance wants several to be written is not documented
    ips = [Button(say("📋 Copy {ip}", ip=one), copies=one) for one in addresses]
    return Page(steps, (copy, *([one] for one in ips), web))


def _restrict(say: Say, addresses: Sequence[str]) -> Html:
    if not addresses:
        return say("4. Restrict it to trusted IP addresses if you can.")
    return say(
        "4. Restrict it to trusted IP addresses, which are mine: {ips}. Then the key is of no use "
        "to anybody else.",
        ips=", ".join(addresses),
    )


def form(say: Say, links: Links) -> Page:
    """Where a key is entered that must not stand in the chat."""
    first = [Button(say("🔐 Open"), app=links.app)] if links.app else []
    return Page(
        lines(
            say("🌐 <b>Enter a key on a web page</b>"),
            say(
                "For a key of your own making: HMAC, RSA or Ed25519. The page seals what you "
                "enter before it travels, and it does not pass through this chat."
            ),
            say(
                "It is for you alone: whoever has the link can connect an account in your name. "
                "It is good for one key, until {time}, and not after a restart of mine.",
                time=clock(links.until),
            ),
        ),
        (
            first,
            (Button(say("🌐 In the browser"), url=links.browser),
             Button(say("📋 Copy link"), copies=links.browser)),
        ),
    )  # fmt: skip


def not_in_chat(say: Say, *, erased: bool, on_page: bool) -> Page:
    """A key was written here, where the settings allow none."""
    web = [Button(say("🌐 Enter a key on a web page"), "key:form")] if on_page else []
    return Page(
        lines(
            say(
                "I take no secrets in the chat. Telegram has seen this one: delete the key at "
                "Binance and make a new one."
            ),
            erasure(say, erased=erased),
            None if on_page else say("/setkey connects an account without any secret."),
        ),
        (web,),
    )


def connected(say: Say, connection: Connection, *, erased: bool | None = None) -> Page:
    """Done; what the key may do and what could be better."""
    key, switch = connection.key, []
    if connection.current is not None:
        switch = [Button(say("👉 Use {label}", label=key.label), f"acc:use:{key.id}")]
    return Page(
        keys_told.connected(say, connection, erasure(say, erased=erased)),
        (switch, (Button(say("💼 Balance"), "go:balance"), Button(say("📋 Orders"), "go:orders"))),
    )


def erasure(say: Say, *, erased: bool | None) -> Html | None:
    """What became of the message that held a secret."""
    if erased is None:
        return None
    if erased:
        return say("I have deleted your message with the secret.")
    return say("⚠️ <b>I could not delete your message with the secret. Delete it yourself, now.</b>")


def burnt(say: Say, *, erased: bool) -> Page:
    """A secret was written where others read it."""
    return Page(
        lines(
            say(
                "⚠️ <b>Others may have read this key. Delete it at Binance now</b> and make a new "
                "one, in our private chat."
            ),
            erasure(say, erased=erased),
        )
    )


def unasked(say: Say, *, erased: bool) -> Page:
    """What looks like a secret came where none is taken."""
    return Page(
        lines(
            say(
                "That may be a secret, so I have not used it. Telegram has seen it: if it is one, "
                "delete the key at Binance and make a new one."
            ),
            erasure(say, erased=erased),
        )
    )


def nothing_waits(say: Say, *, erased: bool) -> Page:
    begin_first = say("There is no key waiting to be completed: begin with /setkey")
    return Page(lines(unasked(say, erased=erased).text, begin_first))


def usage(say: Say) -> Page:
    return Page(
        say(
            "/setkey alone begins, and no secret is needed. With a key of your own: "
            "<code>/setkey KEY SECRET</code>, 64 letters and digits each."
        )
    )


def listing(say: Say, keys: list[ApiKey]) -> Page:
    """Everything that is kept, with a button to each account."""
    if not keys:
        return Page(
            say("No Binance account is connected. /setkey connects one."),
            ((Button(say("🔑 Connect account"), "go:setkey"),),),
        )
    accounts = [key for key in keys if key.state != "pending"]
    return Page(
        lines(say("🔑 <b>Your keys</b>"), *(_row(say, key) for key in keys)),
        (
            *((Button(_marked(key), f"acc:show:{key.id}"),) for key in accounts),
            (Button(say("➕ Add another"), "go:setkey"),
             Button(say("🗑 Disconnect"), "go:delkey", style="danger")),
        ),
    )  # fmt: skip


def page(say: Say, key: ApiKey) -> Page:
    """One account: how its key stands, and what can be done with it."""
    now = say("This is your current account: orders and balances are its own.")
    first = []
    if key.state == "active" and not key.is_current:
        first = [Button(say("👉 Use this"), f"acc:use:{key.id}", style="primary")]
    elif key.suspended_for in ("rights", "refused"):
        first = [Button(say("🔄 Check again"), f"acc:check:{key.id}", style="primary")]
    return Page(
        lines(_row(say, key), now if key.is_current and key.state == "active" else None),
        (
            first,
            (Button(say("✏️ Rename"), f"acc:name:{key.id}"),
             Button(say("🗑 Disconnect"), f"acc:drop:{key.id}", style="danger")),
            (Button(say("🔑 Keys"), "go:keys"),),
        ),
    )  # fmt: skip


def choice(say: Say, accounts: list[ApiKey], *, chosen: ApiKey | None = None) -> Page:
    """Which account is the current one, and the others, a tap away."""
    if not accounts:
        return listing(say, accounts)
    current = chosen or next((one for one in accounts if one.is_current), accounts[0])
    head = say("👉 Current account: <b>{label}</b>", label=current.label)
    why = None
    if current.state == "suspended":
        why = say("It is suspended: {why}.", why=suspended_for(say, current))
    others = [one for one in accounts if one.id != current.id and one.state == "active"]
    meaning = say("Orders, balances and histories are of this one; I tell you of fills on all.")
    return Page(
        lines(head, why, meaning if others else None),
        (
            *((Button(escape(one.label), f"acc:use:{one.id}"),) for one in others),
            (Button(say("🔑 Keys"), "go:keys"),),
        ),
    )


def how_to_rename(say: Say, key: ApiKey) -> Page:
    begun = f"/account rename {key.label} > "
    return Page(
        say("Write <code>{begun}</code> and the new name behind it.", begun=begun),
        (
            (Button(say("📋 Copy"), copies=begun),),
            (Button(say("🔑 Keys"), "go:keys"),),
        ),
    )


def _marked(key: ApiKey) -> str:
    mark = "⛔ " if key.state == "suspended" else "👉 " if key.is_current else ""
    return escape(f"{mark}{key.label}")


def _row(say: Say, key: ApiKey) -> Html:
    kind = {"ed25519": "Ed25519", "hmac": "HMAC", "rsa": "RSA"}[key.kind]
    if key.state == "pending":
        assert key.expires_at is not None
        until = day_and_clock(key.expires_at)
        return say(
            "⏳ {kind}: waits for the API key from Binance, until {until}", kind=kind, until=until
        )
    rights = say("reads and trades") if key.can_trade else say("reads")
    whitelist = say("IP whitelist") if key.ip_restricted else say("no IP whitelist")
    since = day_and_clock(key.verified_at or key.created_at)
    if key.state == "suspended":
        return say(
            "⛔ <b>{label}</b>, {kind} …{tail}: {why}",
            label=key.label, kind=kind, tail=key.api_key_tail, why=suspended_for(say, key),
        )  # fmt: skip
    return say(
        "✅ <b>{label}</b>, {kind} …{tail}: {rights}, {whitelist}, since {since}",
        label=key.label, kind=kind, tail=key.api_key_tail,
        rights=rights, whitelist=whitelist, since=since,
    )  # fmt: skip


def confirm_delete(say: Say, keys: list[ApiKey], ticket: str) -> Page:
    """Name what would be forgotten, before it is."""
    labels = [key.label for key in keys if key.state != "pending"]
    question = (
        say("Disconnect {labels}? I forget the keys at once and stop following fills.",
            labels=", ".join(labels))
        if len(labels) > 1
        else say("Disconnect your Binance account {label}? I forget the key at once and stop "
                 "following fills.", label=labels[0])
        if labels
        else say("Forget what is kept of your keys?")
    )  # fmt: skip
    yes = Button(say("✅ Confirm"), f"k:{ticket}", style="danger")
    return asking.question(
        say, question,
        rows=((yes, Button(say("❌ Cancel"), f"kn:{ticket}")),), tickets=[ticket], lasts=LIFE,
        after=((Button(say("🔑 Keys"), "go:keys"),),),
    )  # fmt: skip


def deleted(say: Say, removed: Removed) -> Page:
    if not removed.keys:
        return Page(say("There was no key to forget."))
    forgotten = say("🗑 Forgotten. Now delete the key at Binance too: API Management → Delete.")
    if removed.current is None:
        return Page(forgotten)
    now = say("👉 Current account: <b>{label}</b>", label=removed.current.label)
    return Page(lines(forgotten, now), ((Button(say("🔑 Keys"), "go:keys"),),))


def agreed(say: Say) -> Page:
    return Page(say("🤝 Agreed. The other person may connect the account within 10 minutes."))


def left_alone(say: Say) -> Page:
    return Page(say("Nothing was changed."))


def stale(say: Say) -> str:
    return say("This button was used or has expired. Ask again.")
