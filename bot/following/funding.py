"""Funding: what positions pay or are paid every few hours, a silent line each."""

from binance.models.events.contract_account import AccountUpdate
from bot.following import market_notices as notices
from bot.following.pushing import Pushing
from storage import ApiKey, Market

SETTING = "funding"  # of a person; False declines these lines
REASON = "FUNDING_FEE"


class Fundings:
    """Tells of the funding of one market."""

    def __init__(self, market: Market, pushing: Pushing) -> None:
        self._market, self._pushing = market, pushing

    async def happened(self, key: ApiKey, event: AccountUpdate) -> None:
        """Take a change of an account, of whatever reason."""
        if event.update.reason != REASON:
            return
        when = int(event.transaction_time.timestamp() * 1000)
        for one in event.update.balances:
            if one.change:
                paid = notices.Funding(_symbol(event), one.asset, one.change)
                await self._tell(key, paid, when)

    async def _tell(self, key: ApiKey, paid: notices.Funding, when: int) -> None:
        await self._pushing.tell(
            key,
            f"{self._market}:funding:{paid.symbol}:{paid.asset}:{when}",
            lambda say: notices.funding(say, self._market, paid),
            silent=True, unless_off=SETTING,
        )  # fmt: skip


def _symbol(event: AccountUpdate) -> str | None:
    """What it was paid for: told by name, or by the one isolated position that changed."""
    if event.update.symbol:
        return event.update.symbol
    symbols = {one.symbol for one in event.update.positions}
    return symbols.pop() if len(symbols) == 1 else None
