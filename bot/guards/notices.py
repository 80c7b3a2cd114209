"""What is pushed about guards and about trading that was stopped."""

from collections.abc import Mapping

from bot.guards.sweeping import Beyond, Part, Still, Swept
from bot.guards.terms import Guard, Value
from bot.guards.words import name, shown
from bot.i18n import Html, Say, lines, note
from bot.notices import Notice, button
from bot.text import day_and_clock, number
from storage import GuardRaise, Market, Sweep

NAMED = 20  # positions that a message tells of
MARKETS: Mapping[Market, str] = {
    "spot": note("spot"),
    "usdm": note("USD-M futures"),
    "coinm": note("COIN-M futures"),
    "margin": note("margin"),
    "isolated": note("isolated margin"),
}
PARTS: Mapping[Part, str] = {
    "orders": note("orders of {market}"),
    "conditional": note("stops and targets of {market}"),
    "positions": note("positions of {market}"),
}


def raising(say: Say, one: GuardRaise, guard: Guard, value: Value, ticket_id: str) -> Notice:
    text = lines(
        say("⏳ <b>A guard of yours will be loosened</b>"),
        say("{guard}: {value}", guard=name(say, guard), value=shown(say, guard, value)),
        say("From {time} on. If that was not you, cancel it now.", time=day_and_clock(one.due_at)),
    )
    return Notice(text, [[button(say("❌ Cancel"), f"keep:{ticket_id}")]])


def raised(say: Say, guard: Guard, value: Value) -> Notice:
    text = lines(
        say("🔓 <b>A guard of yours is looser from now on</b>"),
        say("{guard}: {value}", guard=name(say, guard), value=shown(say, guard, value)),
    )
    return Notice(text, [[button(say("🛡 Guards"), "go:guards")]])


def cleared(say: Say, sweep: Sweep, swept: Swept) -> Html:
    """No order is open any more; what stays open beside, or cannot be seen, is named."""
    return lines(
        _nothing_open(say, sweep, swept),
        say.many("{n} order was cancelled.", "{n} orders were cancelled.", sweep.orders),
        say.many("{n} position was closed.", "{n} positions were closed.", sweep.positions)
        if sweep.closing
        else None,
        *_still_open(say, swept),
        say("⚠️ Your positions could not be read. What is open has no stop now: /positions")
        if swept.unread
        else None,
        _out_of_reach(say, swept) if swept.beyond else None,
        _unreached(say, swept) if swept.unreached else None,
        say("Trading stays stopped until you say /resume"),
    )


def _nothing_open(say: Say, sweep: Sweep, swept: Swept) -> Html:
    """Of all there is that is only said where one could look at all."""
    somewhere = swept.beyond or swept.unreached
    if swept.spared:
        return (
            say(
                "✅ <b>Where I can look, only orders are open that you set since to end a "
                "position.</b>"
            )
            if somewhere
            else say(
                "✅ <b>Only orders of yours are open that you set since to end a position.</b>"
            )
        )
    if somewhere:
        return (
            say("✅ <b>Nothing of yours is open any more where I can look.</b>")
            if sweep.closing
            else say("✅ <b>No order of yours is open any more where I can look.</b>")
        )
    return (
        say("✅ <b>Nothing of yours is open at Binance any more.</b>")
        if sweep.closing
        else say("✅ <b>No order of yours is open at Binance any more.</b>")
    )


def _out_of_reach(say: Say, swept: Swept) -> Html:
    return say(
        "⚠️ <b>I could not look at {places}</b>, because your API key may not, or Binance does not "
        "offer it. What is open there, only you can end, at Binance itself.",
        places=", ".join(_place(say, one) for one in swept.beyond),
    )


def _unreached(say: Say, swept: Swept) -> Html:
    return say(
        "⚠️ <b>I cannot reach {accounts}</b>: the key is gone or suspended. What is open there, "
        "only you can cancel now, at Binance itself.",
        accounts=", ".join(sorted(swept.unreached)),
    )


def _place(say: Say, one: Beyond) -> str:
    market = say(MARKETS[one.market])
    place = market if one.part is None else say(PARTS[one.part], market=market)
    return f"{place} ({one.account})" if one.account else place


def _still_open(say: Say, swept: Swept) -> list[Html]:
    """The orders that would have stopped their losses are among those cancelled, but for new ones.

    What has a stop again is told apart from what has none.
    """
    stopped = [
        one for one in swept.still if any(each.stops_losses_of(one) for each in swept.spared)
    ]
    bare = [one for one in swept.still if one not in stopped]
    told = []
    if bare:
        told.append(
            say.many(
                "⚠️ <b>Still open: {positions}, without a stop.</b> /positions",
                "⚠️ <b>Still open: {positions}, all without a stop.</b> /positions",
                len(bare), positions=_positions(bare),
            )
        )  # fmt: skip
    if stopped:
        told.append(
            say.many(
                "Still open: {positions}, with the stop that you set since. /positions",
                "Still open: {positions}, all with stops that you set since. /positions",
                len(stopped), positions=_positions(stopped),
            )
        )  # fmt: skip
    return told


def _positions(some: list[Still]) -> str:
    some = sorted(some, key=lambda one: (one.account, one.symbol, one.amount))
    named = [_named(one) for one in some[:NAMED]]
    if len(some) > NAMED:
        named.append("…")
    return ", ".join(named)


def _named(one: Still) -> str:
    side = "LONG" if one.amount > 0 else "SHORT"
    account = f" ({one.account})" if one.account else ""
    return f"{side} {number(abs(one.amount))} {one.symbol}{account}"


def found_late(say: Say) -> Html:
    return say(
        "⚠️ Something that was still on its way when you stopped has arrived since. It is dealt "
        "with in the same way."
    )


def troubled(say: Say, why: Html) -> Html:
    return lines(
        say(
            "⚠️ <b>Not everything could be cancelled yet.</b> Trading is stopped, and I go on "
            "trying until it is done."
        ),
        why,
    )


def out_of_reach(say: Say) -> Html:
    return say(
        "⚠️ <b>I cannot reach your Binance account</b>: its key is gone or suspended. What is "
        "open there, only you can cancel now, at Binance itself."
    )
