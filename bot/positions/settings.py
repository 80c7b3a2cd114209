"""Leverage and margin type of a contract: what is chosen, and choosing something else.

Neither request bears a name of ours. Asking for the same twice does no harm, and after an answer
that is none the account itself tells how it is.
"""

from dataclasses import dataclass
from typing import Literal

from binance import Priority
from binance.errors import AlreadyDone, BadKey, BinanceError, NoSuchSymbol, Rejected, Unknown
from binance.models.futures.settings import SymbolConfig
from binance.models.futures.terms import MarginType
from binance.private import futures
from bot.accounts import Accounts, Connected
from bot.door import Door
from bot.explain import explain
from bot.guards import Guarded
from bot.guards.terms import Guard
from bot.i18n import Html, note
from bot.positions.standing import no_right
from bot.refusals import Refused
from bot.voice import voice
from storage import Storage

Change = futures.ChangeLeverage | futures.ChangeMarginType
Outcome = Literal["changed", "already", "rehearsed"]

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


@dataclass(frozen=True)
class Chosen:
    """What the account has chosen for a contract."""

    symbol: str
    leverage: int
    isolated: bool

    def has(self, change: Change) -> bool:
        """Whether it is so already."""
        if isinstance(change, futures.ChangeLeverage):
            return self.leverage == change.leverage
        return self.isolated == (change.margin_type is MarginType.ISOLATED)


class Settings:
    """Asks for them, and changes them through the door that guards watch."""

    def __init__(self, storage: Storage, accounts: Accounts, door: Door) -> None:
        self._storage, self._accounts, self._door = storage, accounts, door

    async def of(self, user_id: int, symbol: str) -> Chosen:
        return await self._of(await self._accounts.of(user_id), symbol)

    async def change(self, connected: Connected, change: Change) -> Outcome:
        """Change it; `Refused` says in plain words why it is not so now.

        In dry run the guards look at it like at any other request, and that is where it ends.
        """
        try:
            outcome = await self._tried(connected, change)
        except Guarded as held:
            if held.guard is not Guard.DRY:
                raise
            return "rehearsed"
        if not isinstance(outcome, BinanceError):
            return outcome
        why = await self._why(connected, outcome)
        if isinstance(change, futures.ChangeLeverage):
            raise Refused(
                note("The leverage of {symbol} was not changed: {why}"),
                symbol=change.symbol, why=why,
            )  # fmt: skip
        raise Refused(
            note("The margin type of {symbol} was not changed: {why}"),
            symbol=change.symbol, why=why,
        )  # fmt: skip

    async def prepare(self, connected: Connected, symbol: str, leverage: int) -> None:
        """Set the leverage that an order was asked for with; raising, nothing is ordered."""
        change = futures.ChangeLeverage(symbol=symbol, leverage=leverage)
        outcome = await self._tried(connected, change)
        if isinstance(outcome, BinanceError):
            raise Refused(
                note(
                    "Nothing was ordered, because the leverage of {symbol} could not be set to "
                    "{leverage}x: {why}"
                ),
                symbol=symbol, leverage=leverage, why=await self._why(connected, outcome),
            )  # fmt: skip

    async def _tried(self, connected: Connected, change: Change) -> Outcome | BinanceError:
        """Try it; the error tells that it is not so, as far as the account itself does."""
        try:
            await self._door.send(connected, change)
        except AlreadyDone:
            return "already"
        except BadKey:  # of this API only: spot takes the same key
            raise no_right() from None
        except Unknown as error:
            try:
                chosen = await self._of(connected, change.symbol)
            except BinanceError:
                return error
            if not chosen.has(change):
                return error
        except BinanceError as error:
            return error
        await self._note(connected, change)
        return "changed"

    async def _note(self, connected: Connected, change: Change) -> None:
        async with self._storage.begin() as unit:
            if isinstance(change, futures.ChangeLeverage):
                await unit.audit.note(
                    connected.key.user_id, "leverage.changed",
                    symbol=change.symbol, now=change.leverage,
                )  # fmt: skip
            else:
                await unit.audit.note(
                    connected.key.user_id, "margin.changed",
                    symbol=change.symbol, now=str(change.margin_type),
                )  # fmt: skip

    async def _of(self, connected: Connected, symbol: str) -> Chosen:
        question = futures.SymbolConfigs(symbol=symbol)
        try:
            configs = await connected.account.send(question, priority=Priority.HIGH)
        except BadKey:
            raise no_right() from None
        return _chosen(configs, symbol)

    async def _why(self, connected: Connected, error: BinanceError) -> Html:
        async with self._storage.read() as unit:
            say = await voice(unit, connected.key.user_id)
        if isinstance(error, Rejected) and error.code in REASONS:
            return say(REASONS[error.code])
        return explain(say, error)


def _chosen(configs: list[SymbolConfig], symbol: str) -> Chosen:
    found = next((one for one in configs if one.symbol == symbol), None)
    if found is None:
        raise NoSuchSymbol(-1121, "Invalid symbol.")
    return Chosen(symbol, found.leverage, found.margin_type is MarginType.ISOLATED)
