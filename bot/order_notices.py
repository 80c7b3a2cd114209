"""What became of a deed that somebody confirmed, in words."""

from binance.models.order_terms import OrderStatus
from bot.deeds import Deed, Leg, Report
from bot.i18n import Html, Say, lines
from bot.notices import Buttons, Notice, button, traded

WAITS_FOR_A_PRICE = ("STOP", "TAKE_PROFIT", "TRAILING")


def checking(say: Say, deed: Deed, certain: Html | None = None) -> Notice:
    """Nobody knows; `certain` is what an unclear answer tells all the same."""
    return Notice(
        lines(
            say("⏳ <b>Status unknown</b>: {order}", order=deed.sentence(say)),
            say(
                "Binance gave no clear answer. I am checking whether it was carried out and will "
                "tell you. Do not order again meanwhile."
            )
            if certain is None
            else say(
                "◐ <b>Only half of it was done.</b> {certain} I am making sure and will tell you. "
                "Do not order again meanwhile.",
                certain=certain,
            ),
        )
    )


def accepted(say: Say, deed: Deed, report: Report, beside: Html | None = None) -> Notice:
    """Binance has it: filled, waiting, or expired at once; `beside` is what else is known."""
    if len(report.legs) != 1:
        return _list_accepted(say, deed, report)
    (leg,) = report.legs
    return Notice(
        lines(
            _status_line(say, leg, deed.sentence(say)),
            _filled(say, leg),
            say("Order <code>{id}</code>", id=report.number),
            beside,
        ),
        _after(say, deed, report),
    )


def _list_accepted(say: Say, deed: Deed, report: Report) -> Notice:
    waiting = any(leg.is_open for leg in report.legs)
    order = deed.sentence(say)
    head = (
        say("🕓 <b>In place</b>: {order}", order=order)
        if waiting
        else say("✅ <b>Done</b>: {order}", order=order)
    )
    return Notice(
        lines(
            head,
            *(_filled(say, leg) for leg in report.legs),
            say("List <code>{id}</code>", id=report.number),
        ),
        _after(say, deed, report),
    )


def refused(say: Say, deed: Deed, why: Html) -> Notice:
    return Notice(lines(say("❌ <b>Not executed</b>: {order}", order=deed.sentence(say)), why))


def absent(say: Say, deed: Deed, beside: Html | None = None) -> Notice:
    return Notice(
        lines(
            say("❌ <b>Not executed</b>: {order}", order=deed.sentence(say)),
            say("Binance has no such order. Nothing was bought or sold."),
            beside,
        )
    )


def left_out(say: Say, deed: Deed, why: Html | None = None) -> Notice:
    """What was to follow something that did not come about, if nothing else is why."""
    return Notice(
        lines(
            say("❌ <b>Not placed</b>: {order}", order=deed.sentence(say)),
            why or say("It was to follow an order that was not carried out."),
        )
    )


def rehearsed(say: Say, deed: Deed, verdict: Html) -> Notice:
    """What would have become of it, had it been sent."""
    return Notice(
        lines(
            say("🧪 <b>Dry run, nothing was sent</b>: {order}", order=deed.sentence(say)),
            verdict,
            say("Dry run is on: /guards"),
        )
    )


def undetermined(say: Say, deed: Deed) -> Notice:
    return Notice(
        lines(
            say("❓ <b>Status unknown</b>: {order}", order=deed.sentence(say)),
            say(
                "The API key it was sent with no longer works, so I cannot find out what became "
                "of it. Look at your orders in the Binance app."
            ),
        )
    )


def late(say: Say, deed: Deed, report: Report) -> Notice:
    """An order that Binance did not know has appeared after all."""
    told = accepted(say, deed, report)
    warning = say(
        "⚠️ <b>An order I had reported as not executed has appeared at Binance.</b> Look at it now."
    )
    return Notice(lines(warning, told.text), told.buttons)


def _filled(say: Say, leg: Leg) -> Html | None:
    if leg.average_price is None or leg.quote_qty is None:
        return None
    return traded(say, leg.executed_qty, leg.average_price, leg.quote_qty)


def _status_line(say: Say, leg: Leg, order: Html) -> Html:
    if leg.status in (OrderStatus.NEW, OrderStatus.PENDING_NEW):
        return _waiting(say, leg, order)
    match leg.status:
        case OrderStatus.FILLED:
            return say("✅ <b>Filled</b>: {order}", order=order)
        case OrderStatus.PARTIALLY_FILLED:
            return say("◐ <b>Partly filled</b>, the rest waits: {order}", order=order)
        case OrderStatus.CANCELED:
            return say("❌ <b>Cancelled</b>: {order}", order=order)
        case "TRIGGERED" | "FINISHED":
            return say("✅ <b>Triggered</b>: {order}", order=order)
        case _:
            return say(
                "⚠️ <b>{status}</b>: {order}. What was not filled is over.",
                status=leg.status, order=order,
            )  # fmt: skip


def _waiting(say: Say, leg: Leg, order: Html) -> Html:
    if leg.type.startswith(WAITS_FOR_A_PRICE):
        return say("🕓 <b>Waiting for its price</b>: {order}", order=order)
    return say("🕓 <b>Waiting in the book</b>: {order}", order=order)


def _after(say: Say, deed: Deed, report: Report) -> Buttons:
    market = deed.kind.market
    buttons = [
        [
            button(say("💼 Balance"), "go:balance")
            if market == "spot"
            else button(say("📊 Positions"), "go:positions")
        ]
    ]
    if any(leg.is_open for leg in report.legs):
        buttons[0].append(button(say("📋 Orders"), "go:orders"))
        if len(report.legs) == 1:
            place = "" if market == "spot" else f":{market}"
            taken_back = "xa" if deed.kind.conditional else "x"
            cancel = f"{taken_back}{place}:{report.symbol}:{report.number}"
            buttons[0].append(button(say("❌ Cancel order"), cancel))
    return buttons
