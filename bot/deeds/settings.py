"""Deeds that choose how an account trades a contract: its leverage, and its margin type."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from binance import Account
from binance.errors import AlreadyDone, BadKey, BinanceError, NoSuchOrder, Rejected
from binance.private import futures
from bot.contract_settings import NO_RIGHT, REASONS, SetLeverage, SetMarginType, chosen
from bot.deeds.kind import Kind, ask
from bot.deeds.report import Report
from bot.i18n import Html, Say
from storage import Action

S = TypeVar("S", SetLeverage, SetMarginType)

CHANGED, ALREADY = "CHANGED", "ALREADY"
"""How a setting stands: as it was asked for, since then or since before."""


class _Setting(Kind[S]):
    """Whatever became of the request, the account tells whether it is so."""

    market = "usdm"
    sets = True
    done: ClassVar[Action]

    def client_id(self, request: S) -> str:
        return request.name

    def placed(self, request: S, answer: Any) -> Report:
        del answer
        return _report(request, CHANGED)

    def settled_by(self, request: S, error: Rejected) -> Report | None:
        return _report(request, ALREADY) if isinstance(error, AlreadyDone) else None

    async def find(self, account: Account, request: S) -> Report:
        configs = await ask(account, futures.SymbolConfigs(symbol=request.symbol))
        if not chosen(configs, request.symbol).has(request):
            raise NoSuchOrder(-2013, "It is not so.")
        return _report(request, CHANGED)

    def explained(self, say: Say, error: BinanceError) -> Html:
        if isinstance(error, BadKey):  # of this API only: spot takes the same key
            return say(NO_RIGHT)
        if isinstance(error, Rejected) and error.code in REASONS:
            return say(REASONS[error.code])
        return super().explained(say, error)

    def noted(self, action: Action) -> Action:
        return self.done if action == "order.accepted" else _NOTED[action]


class UsdLeverage(_Setting[SetLeverage]):
    """How many times its margin a position may be worth."""

    name = "usdm leverage"
    request = SetLeverage
    done = "leverage.changed"

    def sentence(self, say: Say, request: SetLeverage) -> Html:
        return say(
            "leverage of {symbol}: {leverage}x", symbol=request.symbol, leverage=request.leverage
        )


class UsdMarginType(_Setting[SetMarginType]):
    """Whether a position has a margin of its own."""

    name = "usdm margin type"
    request = SetMarginType
    done = "margin.changed"

    def sentence(self, say: Say, request: SetMarginType) -> Html:
        margin = say("isolated") if request.isolated else say("cross")
        return say("margin of {symbol}: {margin}", symbol=request.symbol, margin=margin)


_NOTED: Mapping[Action, Action] = {
    "order.confirmed": "setting.confirmed",
    "order.unknown": "setting.unknown",
    "order.rejected": "setting.not_changed",
    "order.not_sent": "setting.not_changed",
    "order.absent": "setting.not_changed",
    "order.unlisted": "setting.unknown",
}


def _report(request: SetLeverage | SetMarginType, status: str) -> Report:
    """No order is in it, and it has no number."""
    return Report(number=0, status=status, symbol=request.symbol, legs=())
