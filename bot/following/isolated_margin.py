"""Isolated margin accounts: one a symbol, and nothing else is traded on it."""

from collections.abc import Collection

from binance.private import margin
from bot.accounts import Connected
from bot.following.margin_accounts import MarginAccounts


class IsolatedMargin(MarginAccounts):
    """Tells people of their isolated margin accounts."""

    market = "isolated"

    async def _touched(self, connected: Connected) -> Collection[str]:
        accounts = await self._slow.send(connected, margin.GetIsolatedAccounts())
        return [one.symbol for one in accounts.assets]
