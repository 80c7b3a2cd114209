"""People as administrators see them: never a key, never what somebody owns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.i18n import Html, Say, lines, note
from bot.people import TICKET_LIFE, Deed, Known
from bot.text import day_and_clock, number
from handlers.page import Button, Page
from handlers.views import asking
from storage import User, UserStatus

ORDERS = ("100", "500", "1000", "5000", "10000", "none")
ALERTS = ("5", "10", "25", "50", "100", "none")
_MARKS: Mapping[UserStatus, str] = {"pending": "⏳", "active": "✅", "blocked": "⛔"}
_STATUS: Mapping[UserStatus, str] = {
    "pending": note("waits to be admitted"),
    "active": note("may use the bot"),
    "blocked": note("is blocked"),
}


def listing(say: Say, people: Sequence[User], page: int, *, pages: int) -> Page:
    rows = [
        (Button(f"{_MARKS[one.status]} {one.name} · {one.id}", f"user:{one.id}"),) for one in people
    ]
    turning = [
        *([Button("◀️", f"users:{page - 1}")] if page > 0 else []),
        *([Button("▶️", f"users:{page + 1}")] if page + 1 < pages else []),
    ]
    head = say("👥 <b>People</b>, page {page} of {pages}", page=page + 1, pages=max(1, pages))
    return Page(head, (*rows, turning))


def one(say: Say, known: Known) -> Page:
    user = known.user
    return Page(
        lines(
            say("👤 <b>{name}</b> · {id}", name=user.name, id=user.id),
            Html(f"{_MARKS[user.status]} {say(_STATUS[user.status])}"),
            say("Here since {time}", time=day_and_clock(user.joined_at)),
            say("Last seen {time}", time=day_and_clock(user.seen_at)),
            say(
                "Alerts waiting: {n}, at most: {most}",
                n=known.alerts, most=_most(say, known.most_alerts),
            ),
            say("Largest order: {most}", most=_money(say, known.largest_order)),
        ),
        (
            (_admission(say, user),),
            (
                Button(say("Largest order"), f"user:{user.id}:order"),
                Button(say("Most alerts"), f"user:{user.id}:alerts"),
            ),
            *_help(say, known),
            (Button(say("↩️ Back"), "users:0"),),
        ),
    )  # fmt: skip


def _help(say: Say, known: Known) -> Sequence[Sequence[Button]]:
    """For whoever lost their second factor."""
    label, what = say("🔐 Take the second factor away"), f"user:{known.user.id}:reset"
    return ((Button(label, what, style="danger"),),) if known.has_factor else ()


def orders(say: Say, who: int) -> Page:
    return _choice(
        say, who, "order",
        {word: _money(say, None if word == "none" else Decimal(word)) for word in ORDERS},
    )  # fmt: skip


def alerts(say: Say, who: int) -> Page:
    return _choice(
        say, who, "alerts",
        {word: _most(say, None if word == "none" else int(word)) for word in ALERTS},
    )  # fmt: skip


def question(say: Say, user: User, deed: Deed, most: Decimal | None, ticket: str) -> Page:
    back = Button(say("↩️ Back"), f"user:{user.id}")
    return asking.question(
        say,
        lines(say("👤 <b>{name}</b> · {id}", name=user.name, id=user.id), _asked(say, deed, most)),
        rows=((Button(say("✅ Yes"), f"udo:{ticket}", style="success"), back),),
        tickets=[ticket],
        lasts=TICKET_LIFE,
        after=((back,),),
    )


def gone(say: Say) -> Page:
    return Page(say("Nobody of that number has talked to me."))


def _asked(say: Say, deed: Deed, most: Decimal | None) -> Html:
    match deed:
        case "approve":
            return say("Admit this person?")
        case "block":
            return say("Block this person? I answer them no more; what is open stays open.")
        case "reset":
            return say(
                "Take this person's second factor away? For who lost it, and only if you are sure "
                "who asks. All their API keys are forgotten with it: they connect anew."
            )
        case "order":
            return say("Largest order: {most}", most=_money(say, most))
        case "alerts":
            limit = None if most is None else int(most)
            return say("Most alerts: {most}", most=_most(say, limit))


def _choice(say: Say, who: int, deed: Deed, offered: Mapping[str, Html]) -> Page:
    buttons = [Button(label, f"user:{who}:{deed}:{word}") for word, label in offered.items()]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return Page(
        say("How much at most? It holds at once, whatever the person's own guards say."),
        (*rows, (Button(say("↩️ Back"), f"user:{who}"),)),
    )


def _admission(say: Say, user: User) -> Button:
    if user.status == "active":
        return Button(say("Block"), f"user:{user.id}:block", style="danger")
    return Button(say("Approve"), f"user:{user.id}:approve", style="success")


def _most(say: Say, limit: int | None) -> Html:
    return say("as for everybody") if limit is None else Html(limit)


def _money(say: Say, limit: Decimal | None) -> Html:
    return say("no limit") if limit is None else say("{amount} USDT", amount=number(limit))
