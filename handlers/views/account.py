"""Balances of all wallets, and what they are worth."""

from decimal import Decimal

from bot.i18n import Html, Say, lines
from bot.portfolio import Holding, Margin, Portfolio, Wallet
from bot.statements.words import market_word
from bot.text import quote_amount, rounded
from handlers.page import Button, Page

DUST = Decimal(1)  # holdings worth less, in USDT, are counted and not listed


def balance(say: Say, portfolio: Portfolio) -> Page:
    buttons = (
        (Button(say("🔄 Refresh"), "go:balance"), Button(say("📋 Orders"), "go:orders")),
        (Button(say("📊 Results"), "go:pnl"),),
    )
    if not portfolio.holdings and not portfolio.wallets:
        return Page(say("💼 The account is empty."), buttons)
    return Page(
        lines(
            say("💼 <b>{total} USDT</b> in all", total=quote_amount(portfolio.worth)),
            *_spot(say, portfolio),
            *(_wallet(say, one) for one in portfolio.wallets),
        ),
        buttons,
    )


def _spot(say: Say, portfolio: Portfolio) -> list[Html]:
    """What is on spot; by itself it needs no heading."""
    worthy = [one for one in portfolio.holdings if one.value is None or one.value >= DUST]
    dust = len(portfolio.holdings) - len(worthy)
    told = [_holding(say, one) for one in worthy]
    if portfolio.wallets:
        told.insert(0, _heading(say, "spot", portfolio.total))
    if dust:
        told.append(say.many("and {n} worth under 1 USDT", "and {n} worth under 1 USDT each", dust))
    return told


def _wallet(say: Say, wallet: Wallet) -> Html:
    if wallet.total is None:
        name = market_word(say, wallet.market)
        return say("⚠️ {market} does not answer: it is not counted.", market=name)
    return lines(
        _heading(say, wallet.market, wallet.total),
        *(_margin(say, one) for one in wallet.margins),
    )


def _heading(say: Say, market: str, total: Decimal) -> Html:
    name = market_word(say, market)
    name = Html(name[:1].upper() + name[1:])
    return say("\n<b>{market}</b>  {total} USDT", market=name, total=quote_amount(total))


def _margin(say: Say, one: Margin) -> Html:
    profit = (
        say(" (open positions {profit})", profit=_signed(one.profit)) if one.profit else Html("")
    )
    return say(
        "<b>{asset}</b>  {amount}{locked}  {worth}",
        asset=one.asset, amount=rounded(one.amount, 8), locked=profit, worth=_worth(say, one.value),
    )  # fmt: skip


def _holding(say: Say, one: Holding) -> Html:
    locked = say(" ({locked} in orders)", locked=rounded(one.locked, 8)) if one.locked else Html("")
    return say(
        "<b>{asset}</b>  {amount}{locked}  {worth}",
        asset=one.asset,
        amount=rounded(one.free + one.locked, 8),
        locked=locked,
        worth=_worth(say, one.value),
    )


def _worth(say: Say, value: Decimal | None) -> Html:
    if value is None:
        return say("no price")
    return say("≈ {value} USDT", value=quote_amount(value))


def _signed(value: Decimal) -> str:
    return f"+{rounded(value, 8)}" if value > 0 else rounded(value, 8)
