"""Leverage and margin type of a contract: what is chosen, asking to choose anew, and preparing."""

from dataclasses import dataclass

from binance import Priority
from binance.errors import BadKey, BinanceError, Rejected, Unsent
from binance.private import futures
from bot.accounts import Accounts, Connected
from bot.contract_settings import REASONS, Chosen, Setting, chosen
from bot.door import Door
from bot.explain import explain
from bot.i18n import Html, note
from bot.positions.asking import Asking
from bot.positions.questions import Question
from bot.positions.standing import no_right
from bot.refusals import Refused
from bot.voice import voice
from storage import Storage


@dataclass(frozen=True)
class Choice:
    """What is to be chosen instead of what is; without a question where it is so already."""

    change: Setting
    before: Chosen
    question: Question | None


class Choices:
    """Asks about choosing anew."""

    def __init__(self, accounts: Accounts, asking: Asking) -> None:
        self._accounts, self._asking = accounts, asking

    async def of(self, user_id: int, chat_id: int, change: Setting) -> Choice:
        connected = await self._accounts.of(user_id)
        before = await chosen_by(connected, change.symbol)
        if before.has(change):
            return Choice(change, before, None)
        return Choice(change, before, await self._asking.ask(connected, chat_id, [change], ""))


class Settings:
    """Sets the leverage that an order was asked for with, through the door that guards watch."""

    def __init__(self, storage: Storage, door: Door) -> None:
        self._storage, self._door = storage, door

    async def prepare(self, connected: Connected, symbol: str, leverage: int) -> bool:
        """Set it unless it is so; False where nobody knows that. Raising orders nothing.

        What was so when it was asked about may have been changed in Binance's app since.
        """
        change = futures.ChangeLeverage(symbol=symbol, leverage=leverage)
        if await _is_so(connected, change):
            return True
        try:
            await self._door.send(connected, change)
        except BadKey:  # of this API only: spot takes the same key
            raise no_right() from None
        except (Rejected, Unsent) as error:
            raise Refused(
                note(
                    "Nothing was ordered, because the leverage of {symbol} could not be set to "
                    "{leverage}x: {why}"
                ),
                symbol=symbol, leverage=leverage, why=await self._why(connected, error),
            ) from None  # fmt: skip
        except BinanceError:
            if not await _is_so(connected, change):
                return False
        async with self._storage.begin() as unit:
            await unit.audit.note(
                connected.key.user_id, "leverage.changed", symbol=symbol, now=leverage
            )
        return True

    async def _why(self, connected: Connected, error: BinanceError) -> Html:
        async with self._storage.read() as unit:
            say = await voice(unit, connected.key.user_id)
        if isinstance(error, Rejected) and error.code in REASONS:
            return say(REASONS[error.code])
        return explain(say, error)


async def chosen_by(connected: Connected, symbol: str) -> Chosen:
    """Ask what an account has chosen for a contract."""
    question = futures.SymbolConfigs(symbol=symbol)
    try:
        configs = await connected.account.send(question, priority=Priority.HIGH)
    except BadKey:
        raise no_right() from None
    return chosen(configs, symbol)


async def _is_so(connected: Connected, change: futures.ChangeLeverage) -> bool:
    """Look once; nobody knows where Binance does not tell."""
    try:
        return (await chosen_by(connected, change.symbol)).has(change)
    except (BinanceError, Refused):
        return False
