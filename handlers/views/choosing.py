"""The buttons by which a part of a list is chosen, and its pages are turned."""

from collections.abc import Callable, Iterable, Sequence

from binance.models.order_terms import Side
from bot.i18n import Html, Say
from bot.statements import Period
from bot.statements.words import market_word
from handlers.chosen import Chosen
from handlers.page import Button, Rows

SYMBOLS_A_ROW, MOST_SYMBOLS = 3, 24


def period_word(say: Say, period: Period) -> Html:
    match period:
        case Period.DAY:
            return say("24 hours")
        case Period.WEEK:
            return say("7 days")
        case Period.MONTH:
            return say("30 days")
    return say("all")


def sides(say: Say, prefix: str, chosen: Chosen) -> list[Button]:
    return [
        _toggle(say("All"), prefix, chosen, on=chosen.side is None, side=None),
        _toggle(say("Buys"), prefix, chosen, on=chosen.side == Side.BUY, side=Side.BUY),
        _toggle(say("Sells"), prefix, chosen, on=chosen.side == Side.SELL, side=Side.SELL),
    ]


def periods(say: Say, prefix: str, chosen: Chosen) -> list[Button]:
    return [
        _toggle(period_word(say, one), prefix, chosen, on=chosen.period is one, period=one)
        for one in Period
    ]


def markets(say: Say, prefix: str, chosen: Chosen, there: Iterable[str]) -> Rows:
    """A button for each market that there is anything of, if there are several."""
    names = sorted({*there, *filter(None, [chosen.market])})
    if len(names) < 2 and chosen.market is None:
        return []
    every = _toggle(say("All markets"), prefix, chosen, on=chosen.market is None, market=None)
    return [
        [
            every,
            *(
                _toggle(market_word(say, one), prefix, chosen, on=chosen.market == one, market=one)
                for one in names
            ),
        ]
    ]


def symbol_button(say: Say, prefix: str, chosen: Chosen) -> Button:
    """Opens the list of symbols; with one chosen it says which."""
    label = say("🔎 Symbol") if chosen.symbol is None else Html(f"🔎 {chosen.symbol}")
    return Button(label, chosen.data(prefix, ":s"))


def symbols(say: Say, prefix: str, chosen: Chosen, names: Sequence[str]) -> Rows:
    """A button for each symbol, and one for all of them."""
    buttons = [
        Button(
            f"• {name} •" if name == chosen.symbol else name, chosen.but(symbol=name).data(prefix)
        )
        for name in list(dict.fromkeys(names))[:MOST_SYMBOLS]
    ]
    rows = [buttons[at : at + SYMBOLS_A_ROW] for at in range(0, len(buttons), SYMBOLS_A_ROW)]
    return [*rows, [Button(say("All symbols"), chosen.but(symbol=None).data(prefix))]]


def turning(say: Say, prefix: str, chosen: Chosen, pages: int) -> Rows:
    return page_turner(say, chosen.page, pages, lambda page: chosen.at(page).data(prefix))


def page_turner(say: Say, page: int, pages: int, data: Callable[[int], str]) -> Rows:
    """Back, here, and on; nothing where one page holds all."""
    if pages <= 1:
        return []
    page = min(page, pages - 1)
    return [
        [
            Button("◀️", data((page - 1) % pages)),
            Button(say("Page {page} of {pages}", page=page + 1, pages=pages), data(page)),
            Button("▶️", data((page + 1) % pages)),
        ]
    ]


def _toggle(label: str, prefix: str, chosen: Chosen, *, on: bool, **news: object) -> Button:
    return Button(f"• {label} •" if on else label, chosen.but(**news).data(prefix))
