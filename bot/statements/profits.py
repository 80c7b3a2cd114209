"""What an account earned: realised by FIFO and by average cost, unrealised, and from futures."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from binance import Binance
from bot.accounts import Accounts
from bot.ledger import METHODS, Trade, replay
from bot.prices import Prices
from bot.statements import contract_results, reckoning
from bot.statements.asking import CONTRACTS, Budget
from bot.statements.export import Export
from bot.statements.fee_rates import FeeRates
from bot.statements.income_reader import IncomeReader, Wallets
from bot.statements.reckoning import Books
from bot.statements.results import Statement
from bot.statements.spans import Period
from bot.statements.trade_reader import Read, TradeReader
from bot.statements.whereabouts import Places
from storage import Income, Storage, Which
from storage import Trade as Row

REQUESTS = 15  # that one look may cost: trades weigh 20 each, of the 6,000 in a minute
INCOME_REQUESTS = 4  # 30 each, of the 2,400 of futures
RATE_REQUESTS = 10  # 2 each
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)  # Binance is younger


class Profits:
    """Reads what is missing, and reckons."""

    def __init__(
        self,
        storage: Storage,
        accounts: Accounts,
        binance: Binance,
        prices: Prices,
        trades: TradeReader,
        incomes: IncomeReader,
        places: Places,
        *,
        now: Callable[[], datetime],
    ) -> None:
        self._storage, self._accounts, self._binance = storage, accounts, binance
        self._prices, self._now = prices, now
        self._trades, self._incomes, self._places = trades, incomes, places
        self._rates = FeeRates(binance)

    async def of(self, user_id: int, period: Period, symbol: str | None, method: str) -> Statement:
        """Results of a period, of one symbol or of all; `method` is one of `METHODS`."""
        connected = await self._accounts.of(user_id)
        # wallets first: they tell in which contracts there were trades
        wallets = await self._incomes.read(connected, Budget(INCOME_REQUESTS))
        read = await self._trades.read(connected, Budget(REQUESTS), only=symbol)
        trades = await self._valued(read, symbol, connected.account.owner)
        latest = max((one.at for one in trades), default=None)
        held = (await self._places.of(connected, after=latest)).held  # not from before a trade
        since = period.begins(self._now())
        async with self._storage.read() as unit:
            incomes = await unit.incomes.since(read.owner, since or LONG_AGO, symbol)
        (other,) = METHODS.keys() - {method}
        return await self._statement(
            Statement(
                period, symbol, method,
                read=tuple(sorted({one.symbol for one in trades})),
                left=tuple(sorted(name for market, name in read.left if market == "spot")),
                unread=wallets.unread,
                contracts=tuple(contract_results.results(incomes)),
                contracts_since=_since(wallets),
                unvalued=sum(one.fee_is_foreign and one.fee_value is None for one in trades),
            ),
            await asyncio.to_thread(replay, trades, METHODS[method]),
            await asyncio.to_thread(replay, trades, METHODS[other]),
            incomes, since, held,
        )  # fmt: skip

    async def trades(self, user_id: int, period: Period, symbol: str | None) -> Export:
        """What is kept of an account's trades in that time, after reading on."""
        connected = await self._accounts.of(user_id)
        read = await self._trades.read(connected, Budget(REQUESTS), only=symbol)
        await self._valued(read, symbol, connected.account.owner)
        async with self._storage.read() as unit:
            since = period.begins(self._now())
            rows = await unit.trades.all(read.owner, Which(symbol=symbol, since=since))
        begun = _contracts_since(read, symbol)
        there = since is not None and begun is not None and begun <= since
        return Export(tuple(rows), read.left, None if there else begun)

    async def _statement(
        self,
        begun: Statement,
        chosen: Books,
        others: Books,
        incomes: list[Income],
        since: datetime | None,
        held: Mapping[str, Decimal],
    ) -> Statement:
        """Add up what the books and the wallets say."""
        last = await self._prices.last_of_all()
        results = reckoning.of_books(chosen, others, since, held, last)
        telling = sorted(
            (one for one in results if one.tells), key=lambda one: (-abs(one.realised), one.asset)
        )
        from_contracts = [(one.asset, one.total) for one in begun.contracts]
        changes = [
            *reckoning.changes(chosen.values(), since), *contract_results.changes(incomes)
        ]  # fmt: skip
        return replace(
            begun,
            results=tuple(telling),
            realised=reckoning.in_dollars(
                [*((one.quote, one.realised) for one in results), *from_contracts], last
            ),
            other=reckoning.in_dollars(
                [*((one.quote, one.other) for one in results), *from_contracts], last
            ),
            unrealised=reckoning.in_dollars(
                [(one.quote, one.unrealised) for one in results if one.unrealised], last
            ),
            fees=reckoning.in_dollars([(one.quote, one.fees) for one in results], last),
            curve=reckoning.curve(changes, last),
        )

    async def _valued(self, read: Read, symbol: str | None, asker: str) -> list[Trade]:
        """Spot trades of what was read to the end, with their fees valued where that can be."""
        async with self._storage.read() as unit:
            rows = await unit.trades.all(read.owner, Which(market="spot", symbol=symbol))
        listed = await self._binance.symbols()
        names = {one.symbol for one in rows if one.symbol in listed}
        pairs = {
            name: (listed[name].base_asset, listed[name].quote_asset)
            for name in names
            if read.complete("spot", name)
        }
        trades = [_trade(one, *pairs[one.symbol]) for one in rows if one.symbol in pairs]
        found = await self._rates.of(trades, Budget(RATE_REQUESTS), asker=asker)
        if found:
            async with self._storage.begin() as unit:
                await unit.trades.value_fees(read.owner, "spot", found)
        return [
            replace(one, fee_value=found.get((one.symbol, one.id), one.fee_value)) for one in trades
        ]


def _trade(row: Row, base: str, quote: str) -> Trade:
    return Trade(
        id=row.trade_id,
        at=row.at,
        symbol=row.symbol,
        base=base,
        quote=quote,
        buying=row.side == "BUY",
        qty=row.qty,
        quote_qty=row.quote_qty,
        fee=row.commission,
        fee_asset=row.commission_asset,
        fee_value=row.fee_value,
    )


def _contracts_since(read: Read, symbol: str | None) -> datetime | None:
    """Since when trades are known of all contracts that were traded."""
    found = (
        one.since
        for (market, name), one in read.readings.items()
        if market in CONTRACTS and one.next_id and symbol in {None, name}
    )
    return max((since for since in found if since is not None), default=None)


def _since(wallets: Wallets) -> datetime | None:
    """Since when all futures wallets are known."""
    return max((one.since for one in wallets.readings.values() if one.since), default=None)
