"""The order form: what is chosen, what may be chosen, and what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from binance.models.exchange import SymbolInfo
from binance.models.order_terms import Side
from bot.i18n import Html, Say, lines, note
from bot.notices import side_word
from bot.ordering.amounts import DOLLARS
from bot.ordering.form_prices import Around
from bot.ordering.forms import CHOICES, OFF, SWITCHED, Field, Form, Kind, choices, resolved
from bot.text import number
from handlers.page import Button, Page, Rows
from handlers.views.start import environment_line

KINDS: Mapping[Kind, str] = {
    Kind.MARKET: note("Market"),
    Kind.LIMIT: note("Limit"),
    Kind.POST: note("Post-only"),
    Kind.STOP: note("Stop"),
    Kind.TAKE: note("Take profit"),
    Kind.TRAIL: note("Trailing"),
    Kind.OCO: note("OCO"),
    Kind.BRACKET: note("Bracket"),
}
MEANINGS: Mapping[Kind, str] = {
    Kind.MARKET: note("at once, at what the order book gives"),
    Kind.LIMIT: note("at a price or better"),
    Kind.POST: note("at a price, and only as a maker"),
    Kind.STOP: note("at the market, once the price turns against you as far as the stop"),
    Kind.TAKE: note("at the market, once the price comes to the target"),
    Kind.TRAIL: note("at the market, once the price turns by so much"),
    Kind.OCO: note("target or stop, whichever comes first"),
    Kind.BRACKET: note("an entry, then its target and stop"),
}
MEANINGS_WITH_LIMIT: Mapping[Kind, str] = {
    Kind.STOP: note("at a limit, once the price turns against you as far as the stop"),
    Kind.TAKE: note("at a limit, once the price comes to the target"),
}
FIELDS: Mapping[Field, str] = {
    Field.AMOUNT: note("Amount"),
    Field.PRICE: note("Price"),
    Field.TARGET: note("Target"),
    Field.STOP: note("Stop"),
    Field.TRAIL: note("Distance"),
    Field.TIME: note("Lasts"),
    Field.LIMIT: note("Limit price"),
    Field.ICEBERG: note("Iceberg"),
}
TIMES = {
    "gtc": note("until cancelled (GTC)"),
    "ioc": note("what fills at once, the rest not (IOC)"),
    "fok": note("all at once or nothing (FOK)"),
}
QUESTIONS: Mapping[str, str] = {
    "symbol": note("Which symbol? Tap, or write it, such as ETHUSDT."),
    "kind": note("What kind of order?"),
    Field.AMOUNT: note("How much? Write 0.01 for coins, $100 for money, 25% of what is free."),
    Field.PRICE: note("At which price? Tap, or write it, such as 61000 or -1.5%."),
    Field.TARGET: note("Where is the profit taken? Tap how far away, or write a price."),
    Field.STOP: note("Where is the stop? Tap how far away, or write a price."),
    Field.TRAIL: note("How far behind the market? Tap, or write it, such as 1.5%."),
    Field.TIME: note("How long shall it last?"),
    Field.LIMIT: note(
        "At which price may it trade once it is triggered? "
        "Tap how far beyond the trigger, or write a price."
    ),
    Field.ICEBERG: note(
        "How much of it may the book show at a time? Tap a part, or write 10%, or 0.1 for coins."
    ),
}


@dataclass(frozen=True)
class Shown:
    """A form, and what is needed to show it.

    `presets` are in the quote asset, `symbols` those that are offered.
    """

    form: Form
    info: SymbolInfo
    around: Around
    presets: Sequence[str]
    symbols: Sequence[str]
    environment: str


def form(say: Say, shown: Shown) -> Page:
    """Everything as it is chosen now, and a button for each thing that can be chosen."""
    one = shown.form
    return Page(
        _text(say, shown),
        (
            (
                _toggle(say("🟢 Buy"), "form:side:buy", on=one.side == Side.BUY),
                _toggle(say("🔴 Sell"), "form:side:sell", on=one.side == Side.SELL),
            ),
            (
                Button(f"{one.symbol} ▾", "form:symbol"),
                Button(f"{say(KINDS[one.kind])} ▾", "form:kind"),
            ),
            *_shares(shown),
            *_in_rows([*_sums(shown), Button("✏️ …", "form:amount")], 4),
            *_in_rows([_field(say, shown, each) for each in one.fields(shown.info)[1:]], 2),
            (
                Button(say("🔎 Preview"), "form:preview", style="success"),
                Button(say("✖️ Close"), "form:close"),
            ),
        ),
    )


def asking(say: Say, shown: Shown, field: str) -> Page:
    """One thing is asked for; the answer may be written too."""
    return Page(
        lines(_text(say, shown), "", Html(f"❓ {say(QUESTIONS[field])}")),
        (*_answers(say, shown, field), (Button(say("« Back"), "form:show"),)),
    )


def stale(say: Say) -> str:
    return say("This form is an old one. /trade opens a new one.")


def closed(say: Say) -> Page:
    return Page(say("✖️ The form is closed; nothing was ordered. /trade opens it again."))


def presets(say: Say, offered: Mapping[str, Sequence[str]]) -> Page:
    """Which amounts are on the buttons of the form."""
    return Page(
        lines(
            say("🔘 <b>Amounts on the buttons of /trade</b>"),
            *(_preset_line(asset, values) for asset, values in offered.items()),
            say("Change them like this: {dollars} or {others}",
                dollars=Html("<code>/presets 50 100 250</code>"),
                others=Html("<code>/presets TRY 1000 5000</code>")),
        )
    )  # fmt: skip


def _preset_line(asset: str, values: Sequence[str]) -> Html:
    unit = "USDT, USDC, …" if asset == "$" else asset
    return Html(f"{' · '.join(number(Decimal(value)) for value in values)} {unit}")


def _text(say: Say, shown: Shown) -> Html:
    one, info = shown.form, shown.info
    return lines(
        say("📝 <b>{symbol}</b>  {price} {quote}",
            symbol=one.symbol, price=number(shown.around.last), quote=info.quote_asset),
        say("<b>{side}</b> · <b>{kind}</b>: {meaning}",
            side=side_word(say, one.side), kind=say(KINDS[one.kind]),
            meaning=say(_meaning(one))),
        *(say("{field}: <b>{value}</b>", field=say(FIELDS[each]), value=_value(say, shown, each))
          for each in one.fields(info)),
        environment_line(say, shown.environment),
    )  # fmt: skip


def _meaning(one: Form) -> str:
    if one.of(Field.LIMIT) != OFF and one.kind in MEANINGS_WITH_LIMIT:
        return MEANINGS_WITH_LIMIT[one.kind]
    return MEANINGS[one.kind]


def _value(say: Say, shown: Shown, field: Field) -> Html:
    """A choice as it is, and the price that it comes to now."""
    chosen = shown.form.of(field)
    match field:
        case _ if chosen is None:
            return say("not chosen")
        case Field.AMOUNT:
            return _amount(say, shown, chosen)
        case Field.TIME:
            return say(TIMES[chosen])
        case Field.TRAIL:
            return Html(chosen)
        case Field.ICEBERG:
            return _iceberg(say, shown, chosen)
    return _price(say, shown, field, chosen)


def _price(say: Say, shown: Shown, field: Field, chosen: str) -> Html:
    if chosen == OFF:
        return say("none, at the market then")
    price = resolved(shown.form, field, shown.info, shown.around)
    if chosen != "best" and not chosen.endswith("%"):
        return Html(number(Decimal(chosen)))
    how = say("best") if chosen == "best" else Html(_typographic(chosen))
    if field is Field.LIMIT:
        how = say("{percent} beyond the trigger", percent=chosen)
    return how if price is None else say("{price} now ({how})", price=number(price), how=how)


def _iceberg(say: Say, shown: Shown, chosen: str) -> Html:
    if chosen == OFF:
        return say("no, the book shows all of it")
    if chosen.endswith("%"):
        return say("the book shows {part} at a time", part=chosen)
    part = f"{number(Decimal(chosen))} {shown.info.base_asset}"
    return say("the book shows {part} at a time", part=part)


def _amount(say: Say, shown: Shown, chosen: str) -> Html:
    info = shown.info
    if chosen.endswith("%"):
        asset = info.quote_asset if shown.form.side == Side.BUY else info.base_asset
        return say("{share} of your free {asset}", share=chosen, asset=asset)
    if chosen.startswith("$"):
        return Html(f"{number(Decimal(chosen[1:]))} {info.quote_asset}")
    return Html(f"{number(Decimal(chosen))} {info.base_asset}")


def _shares(shown: Shown) -> Rows:
    """Parts of what is free."""
    now = shown.form.of(Field.AMOUNT)
    return [[_toggle(one, f"form:amount:{one}", on=now == one) for one in CHOICES[Field.AMOUNT]]]


def _sums(shown: Shown) -> list[Button]:
    """One's own amounts of money."""
    now = shown.form.of(Field.AMOUNT)
    return [
        _toggle(_money(shown.info, one), f"form:amount:{one}", on=now == f"${one}")
        for one in shown.presets
    ]


def _money(info: SymbolInfo, amount: str) -> str:
    told = number(Decimal(amount))
    return f"${told}" if info.quote_asset in DOLLARS else f"{told} {info.quote_asset}"


def _field(say: Say, shown: Shown, field: Field) -> Button:
    chosen = shown.form.of(field)
    if chosen is None:
        told = "…"
    elif field is Field.TIME:
        told = chosen.upper()
    elif chosen in (OFF, "best") or chosen.endswith("%"):
        told = _choice(say, chosen)
    else:
        told = number(Decimal(chosen))
    return Button(f"{say(FIELDS[field])}: {told}", f"form:{field}")


def _answers(say: Say, shown: Shown, field: str) -> Rows:
    one = shown.form
    if field == "symbol":
        named = [_toggle(each, f"form:symbol:{each}", on=each == one.symbol)
                 for each in shown.symbols]  # fmt: skip
        return _in_rows(named, 2)
    if field == "kind":
        return _in_rows(
            [_toggle(say(KINDS[each]), f"form:kind:{each}", on=each is one.kind) for each in Kind],
            2,
        )
    if field == Field.AMOUNT:
        return [*_shares(shown), *_in_rows(_sums(shown), 3)]
    buttons = [
        _toggle(_choice(say, each), f"form:{field}:{each}", on=one.of(Field(field)) == each)
        for each in choices(Field(field), shown.info)
    ]
    if field == Field.PRICE:
        return [buttons[:1], *_in_rows(buttons[1:], 3)]
    if field in SWITCHED:
        return [buttons[:1], *_in_rows(buttons[1:], 4)]
    return _in_rows(buttons, 3 if field != Field.TIME else 1)


def _choice(say: Say, chosen: str) -> str:
    if chosen in TIMES:
        return say(TIMES[chosen])
    if chosen == OFF:
        return say("off")
    return say("best") if chosen == "best" else _typographic(chosen)


def _typographic(chosen: str) -> str:
    return chosen.replace("-", "−")


def _toggle(label: str, data: str, *, on: bool) -> Button:
    return Button(f"✅ {label}" if on else label, data)


def _in_rows(buttons: Sequence[Button], wide: int) -> Rows:
    return [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
