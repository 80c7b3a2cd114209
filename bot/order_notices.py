"""What became of a deed that somebody confirmed, in words."""

from binance.models.order_terms import OrderStatus
from bot import clearing_notices as clearing
from bot import setting_notices as setting
from bot.deeds import Deed, Leg, Report
from bot.deeds.report import GONE, TRIGGERED
from bot.i18n import Html, Say, lines, note
from bot.notices import Buttons, Notice, button, traded

WAITS_FOR_A_PRICE = ("STOP", "TAKE_PROFIT", "TRAILING")
ENDS = {
    "EXPIRED": note("Expired"),
    "EXPIRED_IN_MATCH": note("Expired, to prevent a trade with yourself"),
    "REJECTED": note("Rejected by Binance"),
}
PAIRS = ("oco", "otoco")  # lists with two orders of which only one can be filled


def checking(say: Say, deed: Deed, certain: Html | None = None) -> Notice:
    """Nobody knows; `certain` is what an unclear answer tells all the same."""
    if deed.kind.clears:
        return clearing.checking(say, deed)
    if deed.kind.sets:
        return setting.checking(say, deed)
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


def accepted(
    say: Say, deed: Deed, report: Report, beside: Html | None = None, order: Html | None = None
) -> Notice:
    """Binance has it: filled, waiting, or expired at once; `beside` is what else is known.

    `order` is how the deed is called by now, if it was changed since.
    """
    if deed.kind.clears:
        return clearing.accepted(say, deed, report)
    if deed.kind.sets:
        return setting.accepted(say, deed, report)
    if len(report.legs) != 1:
        return _list_accepted(say, deed, report, beside)
    (leg,) = report.legs
    return Notice(
        lines(
            _status_line(say, leg, order or deed.sentence(say)),
            _filled(say, leg),
            say("Order <code>{id}</code>", id=report.number),
            beside,
        ),
        _after(say, deed, report),
    )


def gone_on(say: Say, deed: Deed, report: Report, order: Html | None = None) -> Notice:
    """The verdict on an order that went on since; its fills are told elsewhere."""
    pointer = say("What was filled is told in a message of its own.") if report.has_fills else None
    return accepted(say, deed, report.bare, pointer, order)


def _list_accepted(say: Say, deed: Deed, report: Report, beside: Html | None) -> Notice:
    return Notice(
        lines(
            _list_line(say, deed, report),
            *(_filled(say, leg) for leg in report.legs),
            say("List <code>{id}</code>", id=report.number),
            beside,
        ),
        _after(say, deed, report),
    )


def _list_line(say: Say, deed: Deed, report: Report) -> Html:
    """How a list stands; of a pair, one order is left over when the other one is filled."""
    order, left_over = deed.sentence(say), 1 if deed.kind.name in PAIRS else 0
    filled = sum(leg.status == OrderStatus.FILLED for leg in report.legs)
    if any(leg.status == TRIGGERED for leg in report.legs):
        return _triggered(say, order)
    if report.is_open:
        return say("🕓 <b>In place</b>: {order}", order=order)
    if not report.has_fills:
        return say("❌ <b>Over, nothing was filled</b>: {order}", order=order)
    if filled >= len(report.legs) - left_over:
        return say("✅ <b>Done</b>: {order}", order=order)
    return say("◑ <b>Over after a part</b>: {order}", order=order)


def refused(say: Say, deed: Deed, why: Html) -> Notice:
    if deed.kind.clears:
        return clearing.refused(say, deed, why)
    if deed.kind.sets:
        return setting.refused(say, deed, why)
    return Notice(lines(say("❌ <b>Not executed</b>: {order}", order=deed.sentence(say)), why))


def absent(say: Say, deed: Deed, beside: Html | None = None) -> Notice:
    if deed.kind.clears:
        return clearing.refused(say, deed)
    if deed.kind.sets:
        return setting.absent(say, deed)
    return Notice(
        lines(
            say("❌ <b>Not executed</b>: {order}", order=deed.sentence(say)),
            deed.kind.came_to_nothing(say),
            beside,
        )
    )


def left_out(say: Say, deed: Deed, why: Html | None = None) -> Notice:
    """What was to follow something that did not come about, if nothing else is why."""
    if deed.kind.clears:
        return clearing.left_out(say, deed, why)
    return Notice(
        lines(
            say("❌ <b>Not placed</b>: {order}", order=deed.sentence(say)),
            why or say("It was to follow an order that was not carried out."),
        )
    )


def rehearsed(say: Say, deed: Deed, verdict: Html, leverage: int | None = None) -> Notice:
    """What would have become of it, had it been sent, after that leverage was set."""
    return Notice(
        lines(
            say("🧪 <b>Dry run, nothing was sent</b>: {order}", order=deed.sentence(say)),
            None
            if leverage is None
            else say(
                "Before it, the leverage of {symbol} would have been set to {leverage}x where it "
                "is another.",
                symbol=deed.symbol,
                leverage=leverage,
            ),
            verdict,
            say("Dry run is on: /guards"),
        )
    )


def rehearsing(say: Say) -> Html:
    """Instead of a verdict, which comes at once unless something comes between."""
    return say("I am asking Binance what it says to that. If no more follows, I was interrupted.")


def undetermined(say: Say, deed: Deed) -> Notice:
    """There is no key any more with which to ask."""
    if deed.kind.sets:
        return setting.undetermined(say, deed)
    return _nobody_knows(
        say,
        deed,
        say(
            "The API key it was sent with no longer works, so I cannot find out what became "
            "of it. Look at your orders in the Binance app."
        ),
    )


def unreadable(say: Say, deed: Deed) -> Notice:
    """Binance answers the question, but not in a way that the bot understands."""
    if deed.kind.sets:
        return setting.unreadable(say, deed)
    return _nobody_knows(
        say,
        deed,
        say(
            "I cannot read what Binance answers about it, so I cannot tell what became of it. "
            "Look at your orders in the Binance app."
        ),
    )


def unlisted(say: Say, deed: Deed) -> Notice:
    """There is no symbol any more of which to ask."""
    return _nobody_knows(
        say,
        deed,
        say(
            "Binance does not list {symbol} any more, so I cannot ask what became of it. Look "
            "in the Binance app.",
            symbol=deed.symbol,
        ),
    )


def _nobody_knows(say: Say, deed: Deed, why: Html) -> Notice:
    """Neither done nor failed: nobody can find out."""
    head = say("❓ <b>Status unknown</b>: {order}", order=deed.sentence(say))
    return Notice(lines(head, why))


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
    if leg.status in (OrderStatus.NEW, OrderStatus.PENDING_NEW, TRIGGERED):
        return _waiting(say, leg, order)
    match leg.status:
        case OrderStatus.FILLED:
            return say("✅ <b>Filled</b>: {order}", order=order)
        case OrderStatus.PARTIALLY_FILLED:
            return say("◐ <b>Partly filled</b>, the rest waits: {order}", order=order)
        case OrderStatus.CANCELED:
            return _cancelled(say, leg, order)
        case "TRIGGERED" | "FINISHED":
            return say("✅ <b>Triggered</b>: {order}", order=order)
        case _:
            return _ended(say, leg, order)


def _ended(say: Say, leg: Leg, order: Html) -> Html:
    if leg.status == GONE:
        return say(
            "⚠️ <b>Over</b>: {order}. Binance does not tell any more what became of it.",
            order=order,
        )
    status = say(ENDS[leg.status]) if leg.status in ENDS else leg.status
    return say(
        "⚠️ <b>{status}</b>: {order}. What was not filled is over.", status=status, order=order
    )


def _cancelled(say: Say, leg: Leg, order: Html) -> Html:
    if leg.executed_qty:
        return say("◑ <b>Cancelled after a part</b>: {order}", order=order)
    return say("❌ <b>Cancelled</b>: {order}", order=order)


def _waiting(say: Say, leg: Leg, order: Html) -> Html:
    if leg.status == TRIGGERED:
        return _triggered(say, order)
    if leg.type.startswith(WAITS_FOR_A_PRICE):
        return say("🕓 <b>Waiting for its price</b>: {order}", order=order)
    return say("🕓 <b>Waiting in the book</b>: {order}", order=order)


def _triggered(say: Say, order: Html) -> Html:
    return say("🕓 <b>Triggered, and waits in the book at its limit</b>: {order}", order=order)


def _after(say: Say, deed: Deed, report: Report) -> Buttons:
    market = deed.kind.market
    buttons = [
        [
            button(say("💼 Balance"), "go:balance:new")
            if market == "spot"
            else button(say("📊 Positions"), "go:positions:new")
        ]
    ]
    if report.is_open:
        buttons[0].append(button(say("📋 Orders"), "go:orders:new"))
        buttons[0].append(_cancel(say, deed, report))
    return buttons


def _cancel(say: Say, deed: Deed, report: Report) -> dict[str, str]:
    """A list goes as a whole, by any of its orders."""
    market, alone = deed.kind.market, len(report.legs) == 1
    place = "" if market == "spot" else f":{market}"
    taken_back = "xa" if deed.kind.conditional else "x"
    order_id = next(leg.order_id for leg in report.legs if leg.is_open)
    label = say("❌ Cancel order") if alone else say("❌ Cancel list")
    return button(label, f"{taken_back}{place}:{report.symbol}:{order_id}")
