"""What a kind of deed has to know."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from binance import Account, Priority
from binance.errors import BinanceError, Rejected, Unknown
from binance.request import Private
from bot.deeds.report import Report
from bot.explain import explain
from bot.i18n import Html, Say
from storage import Action, Market

R = TypeVar("R", bound=Private[Any])


class Kind(ABC, Generic[R]):
    """One kind of deed; `name` is what it is called in the database."""

    name: ClassVar[str]
    market: ClassVar[Market]
    conditional: ClassVar[bool] = False
    """Whether it waits in the store of conditional orders, which have numbers of their own."""
    clears: ClassVar[bool] = False
    """Whether it takes back what is of no use any more; such a thing cannot turn up late."""
    sets: ClassVar[bool] = False
    """Whether it chooses how something is; asked later, that may have been chosen anew."""
    protects: ClassVar[bool] = False
    """Whether a position waits for it: it is tried again while it certainly did not leave."""
    request: type[R]

    @abstractmethod
    def client_id(self, request: R) -> str:
        """Return the name that we gave it, by which it is found again."""

    @abstractmethod
    def placed(self, request: R, answer: Any) -> Report:
        """Read the answer of Binance to the request itself."""

    @abstractmethod
    async def find(self, account: Account, request: R) -> Report:
        """Ask what became of it; `NoSuchOrder` where Binance has none such."""

    @abstractmethod
    def sentence(self, say: Say, request: R) -> Html:
        """Say what is done, to the last digit: `BUY 0.01 BTCUSDT at market`."""

    def stands_alone(self, request: R) -> bool:
        """Whether, as a later part of a ticket, it is sent whatever became of the first one."""
        del request
        return False

    def after(self, request: R) -> str | None:
        """Name the order that has to fill whole before it, where it waits for one by name."""
        del request
        return None

    async def is_due(self, account: Account, request: R) -> bool:
        """Ask whether what it waits for is so by now, though the order before it has filled."""
        del account, request
        return True

    async def has_object(self, account: Account, request: R) -> bool:
        """Ask whether what it is meant for is still there by the time that it is sent."""
        del account, request
        return True

    def settled_by(self, request: R, error: Rejected) -> Report | None:
        """What is so already, if a refusal says that there is nothing left to be done."""
        del request, error
        return None

    def left_half_done(self, say: Say, error: Unknown) -> Html | None:
        """Say what an unclear answer tells for certain all the same, if it does."""
        del say, error
        return None

    def explained(self, say: Say, error: BinanceError) -> Html:
        """Say why it was not carried out."""
        return explain(say, error)

    def noted(self, action: Action) -> Action:
        """Return what the audit calls it, of which orders are spoken otherwise."""
        return action

    def came_to_nothing(self, say: Say) -> Html:
        """Say what is certain of one that Binance does not have, and will not have any more."""
        return say("Binance has no such order. Nothing was bought or sold.")

    async def is_as_seen(self, account: Account, request: R, filled: Decimal) -> bool:
        """Whether the order that it changes is open still, and filled no further than that."""
        del account, request, filled
        return True

    async def beside(self, account: Account, request: R, say: Say) -> Html | None:
        """Say what else has to be known of a deed whose outcome was found out only later."""
        del account, request, say
        return None


@dataclass(frozen=True)
class Deed:
    """A request that has consequences, and its kind."""

    kind: Kind[Any]
    request: Private[Any]

    @property
    def client_id(self) -> str:
        return self.kind.client_id(self.request)

    @property
    def symbol(self) -> str:
        return str(getattr(self.request, "symbol"))  # noqa: B009 - every deed has one

    @property
    def payload(self) -> dict[str, Any]:
        """What is kept of it, and read back by `deed_from`."""
        return self.request.model_dump(mode="json", exclude_none=True)

    @property
    def terms(self) -> dict[str, Any]:
        """What the audit tells of it: where, which way, how much and at what price."""
        told = {name: getattr(self.request, field, None) for name, field in _TERMS.items()}
        terms = {name: _plain(value) for name, value in told.items() if value is not None}
        return {"market": self.kind.market, "symbol": self.symbol, **terms}

    def waits_for(self, first: "Deed") -> bool:
        """Whether it goes out only once that is filled; else one tap has asked for both.

        Closings of several positions stand alone, and several ends for one that is there.
        """
        return not (self.kind.stands_alone(self.request) or first.kind.conditional)

    @property
    def after(self) -> str | None:
        return self.kind.after(self.request)

    def settled_by(self, error: Rejected) -> Report | None:
        return self.kind.settled_by(self.request, error)

    async def is_due(self, account: Account) -> bool:
        return await self.kind.is_due(account, self.request)

    async def has_object(self, account: Account) -> bool:
        return await self.kind.has_object(account, self.request)

    def sentence(self, say: Say) -> Html:
        return self.kind.sentence(say, self.request)

    def placed(self, answer: Any) -> Report:
        return self.kind.placed(self.request, answer)

    async def find(self, account: Account) -> Report:
        return await self.kind.find(account, self.request)


_TERMS = {
    "side": "side", "qty": "quantity", "amount": "quote_order_qty", "price": "price",
    "leverage": "leverage", "margin": "margin_type",
}  # fmt: skip


def _plain(value: object) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


async def ask(account: Account, question: Private[Any]) -> Any:
    """Ask Binance how something stands, before all that can wait."""
    return await account.send(question, priority=Priority.CRITICAL)
