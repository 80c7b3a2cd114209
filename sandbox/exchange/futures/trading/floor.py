"""The trading floor of futures: whoever trades there, and everything that watches them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.exchange.futures.market.assets import MARGIN_ASSETS
from sandbox.exchange.futures.trading.arithmetic import ZERO, rounded_down
from sandbox.exchange.futures.trading.bookkeeping import Bookkeeper
from sandbox.exchange.futures.trading.countdowns import cancel_overdue
from sandbox.exchange.futures.trading.delivery import deliver
from sandbox.exchange.futures.trading.engine import Engine
from sandbox.exchange.futures.trading.funding import FundingFees
from sandbox.exchange.futures.trading.ledger import CoinmLedger, Ledger, UsdmLedger
from sandbox.exchange.futures.trading.liquidation import Liquidator
from sandbox.exchange.futures.trading.margin import Standing, standing
from sandbox.exchange.futures.trading.triggers import Triggers
from sandbox.exchange.futures.users import events
from sandbox.exchange.futures.users.listen_keys import ListenKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from sandbox.exchange.core import Core
    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.orders import Order
    from sandbox.exchange.futures.trading.positions import Position
    from sandbox.exchange.futures.venue import Futures
    from sandbox.exchange.market.pair import Pair, Trade
    from sandbox.exchange.trading.accounts import Account


class Floor:
    """Both venues' trading; a contract knows which of an account's two ledgers it belongs to."""

    def __init__(self, core: Core, futures: Futures) -> None:
        self._core = core
        self._futures = futures
        self._ledgers: dict[tuple[int, bool], Ledger] = {}
        self.market = futures.market
        self.contracts = futures.contracts
        self.insurance = futures.insurance
        self.engine = Engine(self)
        self.bookkeeper = Bookkeeper(self)
        self.triggers = Triggers(self)
        self.listen_keys = ListenKeys(core.clock)
        self.on_liquidated: list[Callable[[Order], None]] = []
        self._funding = FundingFees(self, futures)
        self._liquidator = Liquidator(self)
        futures.on_delivered.append(partial(deliver, self))
        futures.market.listeners.append(self._on_trade)

    # Who is here

    def ledger(self, account: Account, *, inverse: bool) -> Ledger:
        """Return what an account has on one venue, from now on looked after."""
        ledger = account.part(CoinmLedger if inverse else UsdmLedger)
        return self._ledgers.setdefault((account.uid, inverse), ledger)

    def ledgers(self) -> tuple[Ledger, ...]:
        return tuple(self._ledgers.values())

    def held(self) -> list[tuple[Ledger, Position]]:
        """Return everybody's open positions."""
        return [(ledger, each) for ledger in self.ledgers() for each in ledger.held()]

    # What things are worth

    @property
    def clock(self) -> int:
        return self._core.clock()

    def next_id(self) -> int:
        return self._core.next_id()

    def mark(self, symbol: str) -> Decimal:
        return self._futures.mark_price(symbol)

    def delivery_price(self, contract: Contract) -> Decimal:
        """Return what a contract is settled at on its last day, as everybody can look it up."""
        return self._futures.prices.delivery_price(contract.symbol, contract.delivery)

    def price(self, asset: str) -> Decimal:
        """Return what a margin asset is worth in dollars."""
        return MARGIN_ASSETS[asset].index(self._core.market)

    def standing(self, ledger: Ledger, asset: str) -> Standing:
        """Return how an asset stands; in multi-assets mode, how all of them do together."""
        if not ledger.multi_assets:
            return standing(ledger, asset, self.mark)
        together = Standing()
        for each, rates in MARGIN_ASSETS.items():
            own, rate = standing(ledger, each, self.mark), rates.rates(self._core.market)
            together.add(own, rate["bidRate" if own.balance > 0 else "askRate"])
        return together

    def available(self, ledger: Ledger, contract: Contract) -> Decimal:
        """Return what may become margin of a contract, in its margin asset."""
        return self.standing(ledger, contract.margin_asset).available

    def withdrawable(self, ledger: Ledger, asset: str) -> Decimal:
        """Return what may be taken out of a wallet; where all count together, all limit it."""
        own = standing(ledger, asset, self.mark).withdrawable
        if not ledger.multi_assets or asset not in MARGIN_ASSETS:
            return own
        together = self.standing(ledger, asset).withdrawable / self.price(asset)
        return min(rounded_down(together), max(ledger.wallets[asset], ZERO))

    # What happens

    def live(self) -> None:
        """Let happen what is due: funding, expiry, triggers, liquidation."""
        clock = self.clock
        for symbol in {position.symbol for _, position in self.held()}:
            self.settle(symbol, clock)
        self.engine.expire(clock)
        cancel_overdue(self, clock)
        self.triggers.live(clock)
        self._liquidator.live()
        self.listen_keys.expire()

    def settle(self, symbol: str, until: int) -> None:
        """Let positions pay the funding that is due, before a trade makes them others."""
        self._funding.settle(symbol, until)

    def clear(self) -> None:
        """Forget everybody."""
        self._ledgers.clear()
        self.engine.clear()
        self.triggers.clear()
        self.listen_keys.clear()

    def liquidated(self, order: Order) -> None:
        for tell in self.on_liquidated:
            tell(order)

    def tell(self, ledger: Ledger, event: dict[str, Any]) -> None:
        self.listen_keys.tell(ledger.account, event, inverse=ledger.inverse)

    def tell_change(self, ledger: Ledger, change: events.Change) -> None:
        self.tell(ledger, events.account_update(ledger, change, self.mark, self.clock))

    def _on_trade(self, pair: Pair, trade: Trade) -> None:
        """Let a trade of the house fill what it ran into, and any trade trigger what waits."""
        self.settle(pair.symbol, trade.time)
        if trade is pair.centre:
            self.engine.reach(pair, trade)
        self.triggers.watch(pair, trade)
