"""Leverage and margin type of a contract: what is chosen, and requests that choose something else.

Binance's own requests bear no name. Here they have one, by which they are written down before they
are sent; asking for the same twice does no harm, and the account itself tells how it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from binance.errors import NoSuchSymbol
from binance.models.futures.settings import SymbolConfig
from binance.models.futures.terms import MarginType
from binance.parameters import new_client_order_id
from binance.private import futures
from bot.i18n import note

# Codes that only these requests are refused with, in USD-M's numbers.
REASONS = {
    -2027: note("your position or your open orders are too large for this leverage."),
    -2028: note("there is not enough margin for so little leverage."),
    -4028: note("this contract does not take such a leverage."),
    -4047: note("there are open orders in it. Cancel them first (/orders)."),
    -4048: note("there is a position in it. Close it first (/positions)."),
    -4161: note("leverage cannot be lowered while there is an isolated position."),
    -4168: note("in multi-assets mode all positions share their margin."),
}
NO_RIGHT = note(
    "Binance does not let your API key into futures. Open a futures account there, allow "
    "“Enable Futures” for the key, and connect it again: /setkey"
)


class _Setting(BaseModel):
    """With `ordering`, an order was to follow it, and was not sent because of a doubt."""

    name: str = Field(default_factory=new_client_order_id)
    ordering: bool = False


class SetLeverage(_Setting, futures.ChangeLeverage):
    """Of a contract on USD-M."""

    def params(self) -> dict[str, str]:
        """What is ours stays here."""
        return futures.ChangeLeverage(symbol=self.symbol, leverage=self.leverage).params()


class SetMarginType(_Setting, futures.ChangeMarginType):
    """Of a contract on USD-M."""

    def params(self) -> dict[str, str]:
        """What is ours stays here."""
        return futures.ChangeMarginType(symbol=self.symbol, margin_type=self.margin_type).params()

    @property
    def isolated(self) -> bool:
        return self.margin_type is MarginType.ISOLATED


Setting = SetLeverage | SetMarginType


@dataclass(frozen=True)
class Chosen:
    """What the account has chosen for a contract."""

    symbol: str
    leverage: int
    isolated: bool

    def has(self, change: futures.ChangeLeverage | SetMarginType) -> bool:
        """Whether it is so already."""
        if isinstance(change, SetMarginType):
            return self.isolated == change.isolated
        return self.leverage == change.leverage


def chosen(configs: Sequence[SymbolConfig], symbol: str) -> Chosen:
    found = next((one for one in configs if one.symbol == symbol), None)
    if found is None:
        raise NoSuchSymbol(-1121, "Invalid symbol.")
    return Chosen(symbol, found.leverage, found.margin_type is MarginType.ISOLATED)
