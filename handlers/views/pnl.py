"""What was earned, and what that figure does not contain."""

from collections.abc import Sequence
from decimal import Decimal

from bot.i18n import Html, Say, lines
from bot.statements import Export, Period, Result, Statement
from bot.statements.contract_results import ContractResult
from bot.statements.words import market_word
from bot.text import change_mark, day_and_clock, number, quote_amount, rounded
from handlers.page import Button, Page, Rows
from handlers.views import choosing
from handlers.views.choosing import MOST_SYMBOLS, SYMBOLS_A_ROW, period_word
from storage import Market

SHOWN = 12
NAMED = 10
METHODS = ("fifo", "average")


def statement(say: Say, told: Statement, page: int = 0) -> Page:
    """The sums are of all, whatever page of the results is shown."""
    pages = max(1, -(-len(told.results) // SHOWN))
    page = min(page, pages - 1)
    return Page(
        lines(
            say("📊 <b>{title}</b>", title=title(say, told)),
            *_sums(say, told),
            *(_result(say, one) for one in told.results[page * SHOWN :][:SHOWN]),
            *(_contract(say, one) for one in told.contracts),
            *_honest(say, told),
        ),
        _buttons(say, told, page, pages),
    )


def choose(say: Say, told: Statement) -> Page:
    """Of `told`, which is of all symbols, one is chosen."""
    buttons = [
        Button(name, _data("pl", told.period, name, told.method))
        for name in told.read[:MOST_SYMBOLS]
    ]
    rows = [buttons[at : at + SYMBOLS_A_ROW] for at in range(0, len(buttons), SYMBOLS_A_ROW)]
    every = Button(say("All symbols"), _data("pl", told.period, None, told.method))
    return Page(say("🔎 Results of which symbol?"), [*rows, [every]])


def title(say: Say, told: Statement) -> Html:
    what = told.symbol or say("Results")
    return say("{what} · {period}", what=what, period=period_word(say, told.period))


def caption(say: Say, told: Statement) -> Page:
    return Page(
        say(
            "{title}: {mark} {total} USDT realised ({method})",
            title=title(say, told), mark=change_mark(told.realised), total=_money(told.realised),
            method=_method(say, told.method),
        )
    )  # fmt: skip


def exported(say: Say, period: Period, symbol: str | None, found: Export) -> str:
    """Below the file of trades, without any marks: how many they are, and what is not in it."""
    rows, span = len(found.rows), period_word(say, period)
    return lines(
        say.many("{n} trade ({period}), times in UTC. This is no tax advice.",
                 "{n} trades ({period}), times in UTC. This is no tax advice.",
                 rows, period=span),
        say("⚠️ Not complete, because these are not read to the end yet: {names}. Tap 📄 CSV again "
            "to read on.", names=unread(say, found.left))
        if found.left
        else None,
        say("Futures since {time}: Binance keeps three months.",
            time=day_and_clock(found.contracts_since))
        if found.contracts_since
        else None,
        say("A coin that you no longer hold is in it once you named it: /fills ETHUSDT")
        if symbol is None
        else None,
    )  # fmt: skip


def unread(say: Say, left: Sequence[tuple[Market, str]]) -> Html:
    """What was not read to the end, each with its market where that is not spot."""
    return Html(
        _names(
            tuple(
                name if market == "spot" else f"{name} ({market_word(say, market)})"
                for market, name in left
            )
        )
    )


def _sums(say: Say, told: Statement) -> list[Html | None]:
    other = "average" if told.method == "fifo" else "fifo"
    return [
        say("{mark} <b>{total} USDT</b> realised ({method})",
            mark=change_mark(told.realised), total=_money(told.realised),
            method=_method(say, told.method)),
        say("{total} USDT by {method}", total=_money(told.other), method=_method(say, other))
        if told.results
        else None,
        say("{total} USDT not realised yet, at the latest prices", total=_money(told.unrealised))
        if told.unrealised
        else None,
        say("Fees of {fees} USDT are taken off.", fees=quote_amount(told.fees))
        if told.fees
        else None,
    ]  # fmt: skip


def _method(say: Say, method: str) -> Html:
    return say("FIFO") if method == "fifo" else say("average cost")


def _result(say: Say, one: Result) -> Html:
    left = None
    if one.left:
        cost = say("{qty} left for {cost}", qty=rounded(one.left, 8), cost=quote_amount(one.cost))
        left = (
            cost
            if one.unrealised is None
            else say("{cost}, now {change}", cost=cost, change=_money(one.unrealised))
        )
    return lines(
        say("\n<b>{asset}</b>  {mark} {realised} {quote}",
            asset=one.asset, mark=change_mark(one.realised), realised=_money(one.realised),
            quote=one.quote),
        f"    {left}" if left else None,
        "    "
        + say("cost unknown for {qty} {asset} that came from outside: counted as nothing",
              qty=rounded(one.unknown, 8), asset=one.asset)
        if one.unknown
        else None,
        "    "
        + say("{qty} {asset} left the account: not counted",
              qty=rounded(one.gone, 8), asset=one.asset)
        if one.gone
        else None,
        "    "
        + say("{qty} {asset} in the account came from outside: cost unknown, not counted",
              qty=rounded(one.outside, 8), asset=one.asset)
        if one.outside
        else None,
    )  # fmt: skip


def _contract(say: Say, one: ContractResult) -> Html:
    return lines(
        say("\n<b>{market}</b>  {mark} {total} {asset}",
            market=market_word(say, one.market), mark=change_mark(one.total),
            total=_exact(one.total), asset=one.asset),
        "    "
        + say("closed {realised} · funding {funding} · fees {fees}",
              realised=_exact(one.realised), funding=_exact(one.funding),
              fees=_exact(one.commission)),
    )  # fmt: skip


def _honest(say: Say, told: Statement) -> list[Html | None]:
    """Where the figures end: read, not read, not known."""
    since = told.contracts_since if told.period in {Period.ALL, Period.MONTH} else None
    return [
        Html(""),
        say("<i>Spot: all trades of {names}.</i>", names=_names(told.read))
        if told.read
        else say("<i>No spot trades are known. Name a symbol that you traded: "
                 "<code>/pnl all ETHUSDT</code></i>"),
        say("<i>Not read to the end yet, and not counted: {names}. Tap Refresh to read on.</i>",
            names=_names(told.left))
        if told.left
        else None,
        say("<i>Futures since {time}: Binance keeps three months.</i>", time=day_and_clock(since))
        if since
        else None,
        *(
            say("<i>The history of {market} is not read to the end yet.</i>",
                market=market_word(say, one))
            for one in told.unread
        ),
        say.many("<i>{n} fee could not be valued and is not taken off.</i>",
                 "<i>{n} fees could not be valued and are not taken off.</i>", told.unvalued)
        if told.unvalued
        else None,
        say("<i>Other currencies count at today's prices in the sums. Margin is not in them.</i>"),
    ]  # fmt: skip


def _names(names: tuple[str, ...]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" +{rest}" if rest > 0 else "")


def _money(value: Decimal) -> str:
    return f"+{quote_amount(value)}" if value > 0 else quote_amount(value)


def _exact(value: Decimal) -> str:
    return f"+{number(value)}" if value > 0 else number(value)


def _buttons(say: Say, told: Statement, page: int, pages: int) -> Rows:
    here = (told.period, told.symbol, told.method)
    symbol = say("🔎 Symbol") if told.symbol is None else Html(f"🔎 {told.symbol}")
    return (
        *choosing.page_turner(say, page, pages, lambda to: _data("pl", *here, to)),
        [
            _toggle(period_word(say, one), on=one is told.period,
                    data=_data("pl", one, told.symbol, told.method))
            for one in Period
        ],
        [
            _toggle(_method(say, one), on=one == told.method,
                    data=_data("pl", told.period, told.symbol, one))
            for one in METHODS
        ],
        [Button(symbol, _data("pf", *here))],
        [
            Button(say("📈 Chart"), _data("pc", *here)),
            Button(say("📄 CSV"), _data("px", *here)),
            Button(say("🔄 Refresh"), _data("pl", *here)),
        ],
    )  # fmt: skip


def _toggle(label: str, *, on: bool, data: str) -> Button:
    return Button(f"• {label} •" if on else label, data)


def _data(prefix: str, period: Period, symbol: str | None, method: str, page: int = 0) -> str:
    turned = f":{page}" if page else ""
    return f"{prefix}:{period.value}:{symbol or '-'}:{method}{turned}"
