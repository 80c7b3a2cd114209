"""What people read when their alerts fire or end."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from bot.alerts import sentences, spelling
from bot.alerts.conditions import (
    Funding,
    Measure,
    Price,
    Ratio,
    Rsi,
    Volume,
    Wish,
)
from bot.alerts.nearness import Values, is_true, traded
from bot.i18n import Html, Say, lines
from bot.notices import Buttons, Notice, button
from bot.text import CENT, clock, day_and_clock, lasting, number, percent

LATE = timedelta(seconds=20)
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{4,}(?:\.\d+)?(?![\w.])")


def title(wish: Wish) -> str:
    """What an alert waits for as it is written, its numbers as they are shown: `> 70,000`."""
    written = spelling.condition(wish)
    return _LONG_NUMBER.sub(lambda found: number(Decimal(found[0])), written)


def quantity(measure: Measure, value: Decimal) -> str:
    """The value of a measure in its unit."""
    match measure:
        case Price() | Ratio():
            return number(value)
        case Volume():
            return f"×{number(value.quantize(CENT))}"
        case Rsi():
            return number(value.quantize(CENT))
        case Funding():
            return f"{number(value)}%"
        case _:
            return percent(value)


def fired(
    say: Say,
    alert_id: int,
    wish: Wish,
    *,
    value: Decimal | None,
    at: datetime,
    now: datetime,
    offline: bool,
) -> Notice:
    """What somebody wanted to know has happened; late ones say when, and why so late."""
    late = None
    if now - at > LATE:
        ago = lasting(say, (now - at).total_seconds())
        late = (
            say("That was {ago} ago, while I was offline.", ago=ago)
            if offline
            else say("That was {ago} ago: word of it reached me late.", ago=ago)
        )
    return Notice(
        lines(
            say("🔔 <b>{condition}</b> · #{id}", condition=title(wish), id=alert_id),
            _what(say, wish, value, at),
            late,
            say("📝 {note}", note=wish.options.note) if wish.options.note else None,
        ),
        _buttons(say, alert_id, wish),
    )


def _what(say: Say, wish: Wish, value: Decimal | None, at: datetime) -> Html:
    if value is None or len(wish.terms) != 1:
        return say("True at {time}.", time=clock(at))
    measure = wish.terms[0].measure
    if isinstance(measure, Price):
        return say("Traded at <b>{price}</b> at {time}.", price=number(value), time=clock(at))
    return say("It was <b>{value}</b> at {time}.", value=quantity(measure, value), time=clock(at))


def listed(say: Say, alert_id: int, wish: Wish, symbol: str, at: datetime | None) -> Notice:
    """A symbol has begun to trade; without a time, while the bot was away."""
    return Notice(
        lines(
            say("🔔 <b>New listing: {symbol}</b> · #{id}", symbol=symbol, id=alert_id),
            say("Its first trade was about {time}.", time=clock(at))
            if at is not None
            else say("It began to trade while I was offline."),
            say("📝 {note}", note=wish.options.note) if wish.options.note else None,
        ),
        [_trading(say, symbol), _managing(say, alert_id, again=wish.options.every)],
    )


def begun(say: Say, alert_id: int, wish: Wish, values: Values) -> Notice:
    """One that was made while Binance was away waits from now on."""
    return Notice(
        lines(
            say("▶️ Binance answers again, and alert #{id} waits from now on.", id=alert_id),
            say("🔔 I will tell you when {alert}.", alert=sentences.sentence(say, wish)),
            say("It is true now, so it will fire at once.") if is_true(wish, values) else None,
        ),
        [[button(say("🔔 Alerts"), "go:alerts"), button(say("🗑 Delete"), f"unalert:{alert_id}")]],
    )


def expired(say: Say, alert_id: int, wish: Wish) -> Notice:
    """Its time is over."""
    until = wish.options.until
    return Notice(
        lines(
            say("⌛ The alert <b>{condition}</b> is over.", condition=title(wish)),
            say("It was to wait until {time}.", time=day_and_clock(until)) if until else None,
        ),
        [[button(say("🔔 Alerts"), "go:alerts"), button(say("🗑 Delete"), f"unalert:{alert_id}")]],
    )


def parked(say: Say, alert_id: int, wish: Wish) -> Notice:
    """It could never fire, because a symbol that it needs is gone."""
    return Notice(
        lines(
            say("⏸ The alert <b>{condition}</b> is paused.", condition=title(wish)),
            say(
                "Binance no longer knows a symbol that it needs, so it could never fire. "
                "Re-arm it if that is traded again."
            ),
        ),
        [
            [
                button(say("🔁 Re-arm"), f"rearm:{alert_id}"),
                button(say("🗑 Delete"), f"unalert:{alert_id}"),
            ]
        ],
    )


def halted(say: Say, alert_id: int, wish: Wish, symbol: str) -> Notice:
    """A market that it needs stands still, for how long nobody knows: it stays as it is."""
    return Notice(
        lines(
            say("⏳ {symbol} has not been traded for more than an hour.", symbol=symbol),
            say(
                "The alert <b>{condition}</b> · #{id} stays armed and is judged again as soon as "
                "that is traded. If it was delisted, the alert will never fire.",
                condition=title(wish),
                id=alert_id,
            ),
        ),
        [
            [
                button(say("⏸ Pause"), f"pause:{alert_id}"),
                button(say("🗑 Delete"), f"unalert:{alert_id}"),
            ]
        ],
    )


def unheard(say: Say) -> Notice:
    """What fires every time went on doing so while nobody was there."""
    return Notice(
        say(
            "⏸ While I could not reach you, alerts that fire every time piled up. Those that went "
            "on are paused since: re-arm what you still want under /alerts"
        ),
        [[button(say("🔔 Alerts"), "go:alerts")]],
    )


def _buttons(say: Say, alert_id: int, wish: Wish) -> Buttons:
    managing = _managing(say, alert_id, again=wish.options.every)
    if not is_on_spot(wish):  # funding is of a perpetual, which /buy does not trade
        return [managing]
    return [_trading(say, wish.symbol), managing]


def is_on_spot(wish: Wish) -> bool:
    """Whether the symbol by which an alert is called is one of the spot market."""
    return wish.symbol in traded(wish)


def _trading(say: Say, symbol: str) -> list[dict[str, str]]:
    return [
        button(say("📈 Chart"), f"chart:{symbol}:1h:new"),
        button(say("🟢 Buy"), f"ask:buy:{symbol}"),
        button(say("🔴 Sell"), f"ask:sell:{symbol}"),
    ]


def _managing(say: Say, alert_id: int, *, again: bool) -> list[dict[str, str]]:
    """What can be done with it: one that fires again needs no arming, but may be stopped."""
    return [
        button(say("😴 1 h"), f"snooze:{alert_id}:60"),
        button(say("⏸ Pause"), f"pause:{alert_id}")
        if again
        else button(say("🔁 Re-arm"), f"rearm:{alert_id}"),
        button(say("🗑 Delete"), f"unalert:{alert_id}"),
    ]
