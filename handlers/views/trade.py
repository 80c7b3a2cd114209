"""What is confirmed, to the last digit, and what became of the question."""

from binance.models.order_terms import OrderType
from bot import ordering
from bot.i18n import Html, Say, lines
from bot.key_notices import of_account
from bot.ordering.exits import Exit
from bot.ordering.wishes import awaited
from bot.previews import Preview
from bot.text import number, percent, quote_amount, rounded
from handlers.page import Page
from handlers.views import asking, at_once, far_off, fee_line, stop_limits
from handlers.views.start import environment_line


def confirm(
    say: Say, preview: Preview, environment: str, before: asking.Before = asking.NOTHING
) -> Page:
    """The question, with everything that follows from a yes."""
    order = ordering.sentence(say, preview.request, preview.info, preview.wish.amount)
    return asking.order(
        say,
        say("<b>{order}</b>?", order=order),
        of_account(say, preview.label),
        _comes_to(say, preview),
        _against_market(say, preview),
        stop_limits.warning(say, preview.request),
        _from_the_book(say, preview),
        *(_way_out(say, preview, way) for way in preview.exits),
        *far_off.warned(say, awaited(preview.wish.kind), preview.last),
        fee_line.spot(
            say, preview.fee, preview.gets_asset, preview.paid_in, short_of=preview.short_of
        ),
        say(
            "Free afterwards: {left} {asset}",
            left=rounded(preview.free_after, 8), asset=preview.spends_asset,
        ),
        _gained(say, preview),
        environment_line(say, environment),
        ticket=preview.ticket_id, lasts=preview.lasts, before=before,
    )  # fmt: skip


def _gained(say: Say, preview: Preview) -> Html | None:
    if preview.free_gained is None:
        return None
    return say(
        "Once filled: about {have} {asset} free",
        have=rounded(preview.free_gained, 8), asset=preview.gets_asset,
    )  # fmt: skip


def _comes_to(say: Say, preview: Preview) -> Html:
    about = say("at the market, now about") if preview.entry.at_market else say("at")
    if preview.entry.price is None and not preview.entry.at_market:
        about = say("now about")  # a trailing order has no price yet
    return say(
        "{qty} {base} {about} {price} = {notional} {quote}",
        qty=number(preview.quantity), base=preview.info.base_asset, about=about,
        price=number(preview.price), notional=quote_amount(preview.notional),
        quote=preview.info.quote_asset,
    )  # fmt: skip


def _way_out(say: Say, preview: Preview, way: Exit) -> Html | None:
    """Where it gets out again, and what is left of it then."""
    if way.price is None or way.money is None:
        return None
    quote = preview.info.quote_asset
    price, money = Html(number(way.price)), quote_amount(way.money)
    if way.trigger is not None:
        price = say("{stop}, limit {price}", stop=number(way.trigger), price=price)
    if way.result is None:
        return (
            say("🎯 At {price}: {money} {quote}", price=price, money=money, quote=quote)
            if way.end == "profit"
            else say("🛑 At {price}: {money} {quote}", price=price, money=money, quote=quote)
        )
    result = f"{'+' if way.result > 0 else ''}{quote_amount(way.result)}"
    return (
        say("🎯 Target {price}: {result} {quote}", price=price, result=result, quote=quote)
        if way.end == "profit"
        else say("🛑 Stop {price}: {result} {quote}", price=price, result=result, quote=quote)
    )


def _against_market(say: Say, preview: Preview) -> Html | None:
    """Where a limit price lies: one that fills at once is perhaps a slip of the finger."""
    entry = preview.entry
    if entry.price is None or not preview.last:
        return None
    away = percent((entry.price - preview.last) / preview.last * 100)
    market = say(
        "The market is at {price}, your price {away}.", price=number(preview.last), away=away
    )
    if not preview.takes:
        return market
    if entry.type is OrderType.LIMIT_MAKER:
        return lines(
            market, say("⚠️ <b>This would trade at once, so Binance will refuse it as a maker.</b>")
        )
    return lines(market, *at_once.spot(say, preview.request, preview.info, preview.at_once))


def _from_the_book(say: Say, preview: Preview) -> Html | None:
    """What the order book has for a market order, and a warning where that is little."""
    fill = preview.expected
    if fill is None:
        return None
    if not fill.complete or fill.best_price is None or fill.slippage is None:
        return say(
            "⚠️ <b>The order book that I see has only {qty} {base} for this order. The rest may "
            "cost much more, or not be filled.</b>",
            qty=number(fill.qty), base=preview.info.base_asset,
        )  # fmt: skip
    slippage = percent(fill.slippage * 100, sign=False)
    return lines(
        say("Order book: best price {best}, slippage {slippage}",
            best=number(fill.best_price), slippage=slippage),
        say(
            "⚠️ <b>The order book is thin: this order itself moves the price. A smaller one, or "
            "one with a price (@), is safer.</b>"
        ) if preview.thin else None,
    )  # fmt: skip


def withdrawn(say: Say) -> Page:
    return Page(say("❌ Nothing was done."))


def moved(say: Say) -> Html:
    return say("⚠️ <b>The price has moved since I asked; nothing was sent.</b> Now it is:")
