"""Cross margin accounts: one a person, on which every pair may be traded."""

from collections.abc import Awaitable, Callable, Collection

from binance.private import margin
from bot.accounts import Connected
from bot.following.margin_accounts import MarginAccounts
from bot.following.order_fills import OrderFills
from bot.following.slow_questions import SlowQuestions
from bot.portfolio import QUOTE
from storage import Storage


class CrossMargin(MarginAccounts):
    """Tells people of their cross margin accounts; where `listed` says what is traded there."""

    market = "margin"

    def __init__(
        self,
        storage: Storage,
        fills: OrderFills,
        slow: SlowQuestions,
        *,
        listed: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        super().__init__(storage, fills, slow)
        self._listed = listed

    async def _touched(self, connected: Connected) -> Collection[str]:
        resting = await self._slow.send(connected, margin.OpenOrders())
        account = await self._slow.send(connected, margin.GetCrossAccount())
        touched = [one for one in account.user_assets if one.free or one.locked or one.borrowed]
        held = {one.asset + QUOTE for one in touched} & {*await self._listed()}
        return held | {one.symbol for one in resting}
