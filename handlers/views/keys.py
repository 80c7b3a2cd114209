"""Connecting and disconnecting a Binance account."""

from bot.i18n import Html, Say, lines
from bot.keys import Connection
from bot.text import day_and_clock
from handlers.page import Button, Page
from storage import ApiKey


def begin(say: Say, key: ApiKey) -> Page:
    """The public half, and what to do with it at Binance."""
    assert key.public_key is not None
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
            "3. Allow <b>Reading</b> and, to trade, <b>Spot trading</b>. Leave withdrawals "
            "and transfers off: I refuse keys that may move money out."),
        say("4. Restrict it to trusted IP addresses if you can."),
        say("5. Send me the <b>API key</b> that Binance shows, 64 letters and digits."),
        "",
        Html(f"<pre>{key.public_key.strip()}</pre>"),
        say("Fingerprint: <code>{fingerprint}</code>", fingerprint=key.fingerprint),
        "",
        say(
            "<i>Only if your account offers no self-generated keys: /setkey KEY SECRET, here "
            "in private. I delete that message at once, but Telegram has seen it.</i>"),
    )  # fmt: skip
    return Page(steps, ((Button(say("📋 Copy public key"), copies=key.public_key.strip()),),))


def connected(say: Say, connection: Connection, *, erased: bool | None = None) -> Page:
    """Done; what the key may do and what could be better."""
    key = connection.key
    may = say("It may read and trade.") if key.can_trade else say("It may read, not trade.")
    warning = None
    if connection.ip_restricted is False:
        warning = say(
            "⚠️ It has no IP whitelist: whoever gets hold of it can use it from anywhere. "
            "Restrict it to trusted addresses at Binance."
        )
    return Page(
        lines(
            say("✅ Your Binance account is connected, key …{tail}.", tail=key.api_key_tail),
            may, warning, erasure(say, erased=erased),
            say("I will tell you of every fill."),
        ),
        ((Button(say("💼 Balance"), "go:balance"), Button(say("📋 Orders"), "go:orders")),),
    )  # fmt: skip


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


def usage(say: Say) -> Page:
    return Page(
        say(
            "/setkey alone begins, and no secret is needed. With a key of your own: "
            "<code>/setkey KEY SECRET</code>, 64 letters and digits each."
        )
    )


def listing(say: Say, keys: list[ApiKey]) -> Page:
    if not keys:
        return Page(
            say("No Binance account is connected. /setkey connects one."),
            ((Button(say("🔑 Connect account"), "go:setkey"),),),
        )
    return Page(
        lines(say("🔑 <b>Your keys</b>"), *(_row(say, key) for key in keys)),
        ((Button(say("🗑 Disconnect"), "go:delkey", style="danger"),),),
    )


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
            "⛔ {kind} …{tail}: no longer accepted by Binance", kind=kind, tail=key.api_key_tail
        )
    return say(
        "✅ {kind} …{tail}: {rights}, {whitelist}, since {since}",
        kind=kind, tail=key.api_key_tail, rights=rights, whitelist=whitelist, since=since,
    )  # fmt: skip


def confirm_delete(say: Say, ticket: str) -> Page:
    return Page(
        say("Disconnect your Binance account? I forget the key at once and stop following fills."),
        (
            (
                Button(say("✅ Confirm"), f"t:{ticket}", style="danger"),
                Button(say("❌ Cancel"), f"n:{ticket}"),
            ),
        ),
    )


def deleted(say: Say, count: int) -> Page:
    if not count:
        return Page(say("There was no key to forget."))
    return Page(say("🗑 Forgotten. Now delete the key at Binance too: API Management → Delete."))
