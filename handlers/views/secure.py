"""The second factor: setting it up, being asked for it, and what came of a code."""

from collections.abc import Sequence
from datetime import datetime

from bot.authenticators import Standing
from bot.i18n import Html, Say, lines
from bot.step_up import LOCKED, SETTING_UP, TICKET_LIFE, CodeNeeded, Waiting, Wrong
from bot.text import day_and_clock, lasting
from handlers.page import Button, Page
from handlers.views import asking

LOCKS = (3600, 43_200, 86_400, 0)  # seconds that are offered; 0 is never
FEW = 3  # recovery codes


def off(say: Say) -> Page:
    return Page(
        lines(
            say("🔓 <b>Your second factor is off.</b>"),
            say(
                "With one, whoever gets hold of your Telegram account still cannot change keys, "
                "raise limits or place big orders here: for that I ask for a code from an "
                "authenticator app on your phone."
            ),
        ),
        ((Button(say("🔐 Set it up"), "secure:begin", style="primary"),),),
    )


def on(say: Say, standing: Standing) -> Page:
    factor, left = standing.factor, standing.recovery_left
    return Page(
        lines(
            say("🔐 <b>Your second factor is on</b>, since {since}.",
                since=day_and_clock(factor.since)),
            say("I ask for a code before key changes, raised limits and big orders."),
            say("Recovery codes left: {n}", n=left),
            say("⚠️ Make new ones before you run out.") if left <= FEW else None,
            "",
            say("I also ask when you have not dealt with money here for:"),
        ),
        (
            [_lock(say, seconds, factor.idle_seconds) for seconds in LOCKS],
            (Button(say("🧾 New recovery codes"), "secure:codes"),),
            (Button(say("🔓 Turn off"), "secure:off", style="danger"),),
        ),
    )  # fmt: skip


def picture(say: Say) -> Page:
    """What stands under the QR code."""
    return Page(
        lines(
            say("🔐 Scan this with an authenticator app, then send me the six digits it shows."),
            say(
                "It is good for {time}. Show it to nobody; I delete it when you are done.",
                time=lasting(say, SETTING_UP.total_seconds()),
            ),
        ),
        (
            (Button(say("I cannot scan it"), "secure:text"),),
            (Button(say("❌ Cancel"), "secure:stop"),),
        ),
    )


def as_text(say: Say, secret: str) -> Page:
    return Page(
        lines(
            say("Add an account in the app by hand, based on time, with this key:"),
            Html(f"<tg-spoiler><code>{secret}</code></tg-spoiler>"),
            say("Then send me the six digits it shows. I delete this when you are done."),
        ),
        ((Button(say("📋 Copy"), copies=secret),),),
    )


def turned_on(say: Say, *, deleted: bool) -> Page:
    return Page(
        lines(
            say("✅ <b>Your second factor is on.</b>"),
            say("I have deleted the picture.")
            if deleted
            else say("⚠️ <b>I could not delete the picture. Delete it yourself, now.</b>"),
        )
    )


def recovery_codes(say: Say, codes: Sequence[str]) -> Page:
    return Page(
        lines(
            say("🧾 <b>Recovery codes</b>, for when your phone is lost. Each works once."),
            Html("<pre>" + "\n".join(codes) + "</pre>"),
            say("Write them down on paper now: I do not show them again."),
        ),
        ((Button(say("✅ Written down: delete this"), "secure:noted"),),),
    )


def waiting(say: Say, needed: CodeNeeded, deed: Html | None) -> Html:
    """Why a code is needed, and for what: who reads it must see what the code will do."""
    why = say(needed.text, **needed.values)
    return lines(why, None if deed is None else say("It is for: {deed}", deed=deed))


def another_waits(say: Say, waits: Waiting) -> Page:
    """Something was asked for while a code is expected for something else, which comes first."""
    return Page(
        lines(
            say("⚠️ <b>Not done: something else of yours waits for a code already.</b>"),
            waits.said or None,
            say("A code that you send now is for that, and not for what you asked for just now."),
            say(
                "If you did not ask for both, send no code: somebody else may be using your "
                "Telegram account. Look at its devices in Telegram's settings."
            ),
            say("Else send the code, or cancel what waits and ask once more."),
        ),
        ((Button(say("❌ Cancel what waits"), f"n:{waits.ticket}"),),),
    )


def code_needed(say: Say, said: Html, ticket: str, *, goes_on: bool) -> Page:
    then = say("Then I go on.") if goes_on else say("Then ask me once more.")
    return asking.question(
        say,
        say("🔐 <b>A code, please.</b> {why}", why=said),
        say(
            "Send me the six digits that your authenticator app shows, or a recovery code. {then}",
            then=then,
        ),
        rows=((Button(say("❌ Cancel"), f"n:{ticket}"),),),
        tickets=[ticket],
        lasts=TICKET_LIFE,
    )


def wrong(say: Say, given: Wrong) -> Page:
    hint = say("Wait for the next one: a code works once, and your phone's clock must be right.")
    if given.left is None:
        return Page(lines(say("❌ That is not the code that I expect now."), hint))
    left = say.many("{n} try is left.", "{n} tries are left.", given.left)
    return Page(lines(say("❌ That code is not right."), left, hint))


def locked_out(say: Say, until: datetime) -> Page:
    return Page(say(LOCKED, time=day_and_clock(until)))


def passed(say: Say, recovery_left: int | None, *, goes_on: bool) -> Page | None:
    """What is said about a right code; nothing where what was asked for speaks for itself."""
    if recovery_left is not None:
        left = say("Recovery codes left: {n}", n=recovery_left)
        return Page(lines(say("✅ Thank you. That recovery code is used up."), left))
    if goes_on:
        return None
    return Page(say("✅ Thank you. Now ask me once more; for five minutes I need no code."))


def turned_off(say: Say) -> Page:
    return Page(say("🔓 Your second factor is off, and its recovery codes are void."))


def abandoned(say: Say) -> Page:
    return Page(say("❌ Nothing was done."))


def _lock(say: Say, seconds: int, chosen: int | None) -> Button:
    name = lasting(say, seconds) if seconds else say("never")
    mark = "✅ " if seconds == (chosen or 0) else ""
    return Button(f"{mark}{name}", f"secure:lock:{seconds}")
