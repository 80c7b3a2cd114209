"""The statements of everybody's accounts, wired together."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from binance import Binance
from bot.accounts import Accounts
from bot.prices import Prices
from bot.statements.asking import Reach
from bot.statements.closed import ClosedOrders
from bot.statements.income_reader import IncomeReader
from bot.statements.profits import Profits
from bot.statements.resting import RestingOrders
from bot.statements.trade_reader import TradeReader
from bot.statements.traded import TradeHistory
from bot.statements.whereabouts import Places
from storage import Storage


@dataclass(frozen=True)
class Statements:
    """What a handler may ask about an account's orders, trades and results."""

    resting: RestingOrders
    closed: ClosedOrders
    trades: TradeHistory
    profits: Profits

    @classmethod
    def of(
        cls,
        storage: Storage,
        accounts: Accounts,
        binance: Binance,
        prices: Prices,
        *,
        now: Callable[[], datetime],
    ) -> "Statements":
        """Wire the parts; all of them know of each other's closed doors."""
        reach = Reach(time.time)
        places = Places(storage, binance, reach)
        resting = RestingOrders(storage, accounts, binance, prices, reach)
        reader = TradeReader(storage, places, now=now)
        incomes = IncomeReader(storage, reach, now=now)
        return cls(
            resting=resting,
            closed=ClosedOrders(storage, accounts, places, reach),
            trades=TradeHistory(storage, accounts, reader, now=now),
            profits=Profits(storage, accounts, binance, prices, reader, incomes, places, now=now),
        )
