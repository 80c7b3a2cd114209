"""What an account may choose, and when it may not change its mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.exchange.futures.trading.arithmetic import ZERO
from sandbox.exchange.futures.trading.brackets import brackets_of
from sandbox.exchange.futures.trading.margin import exposure
from sandbox.exchange.futures.trading.refusals import invalid_leverage, refused
from sandbox.exchange.futures.users import events

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.futures.market.contract import Contract
    from sandbox.exchange.futures.trading.floor import Floor
    from sandbox.exchange.futures.trading.ledger import Ledger
    from sandbox.exchange.futures.trading.positions import Position
    from sandbox.exchange.trading.accounts import Account


def choose_leverage(floor: Floor, ledger: Ledger, contract: Contract, leverage: int) -> None:
    brackets = brackets_of(contract.base, inverse=contract.inverse)
    if not 1 <= leverage <= brackets.highest_leverage:
        raise invalid_leverage(leverage)
    settings, mark = ledger.settings[contract.symbol], floor.mark(contract.symbol)
    positions = [ledger.position(contract, side) for side in ledger.sides]
    before = settings.leverage
    if leverage < before and settings.isolated and any(each.amount for each in positions):
        raise refused(-4161)
    if any(exposure(ledger, each, mark).largest > brackets.most(leverage) for each in positions):
        raise refused(-2027)
    settings.leverage = leverage
    if leverage < before and floor.available(ledger, contract) < 0:
        settings.leverage = before
        raise refused(-2028)
    floor.tell(ledger, events.leverage_changed(ledger, contract.symbol, floor.clock))


def choose_margin_type(ledger: Ledger, contract: Contract, *, isolated: bool) -> None:
    settings = ledger.settings[contract.symbol]
    if settings.isolated == isolated:
        raise refused(-4046)
    if ledger.multi_assets:
        raise refused(-4168)
    if ledger.open_orders(contract.symbol) or ledger.open_algos(contract.symbol):
        raise refused(-4047)
    if any(position.symbol == contract.symbol for position in ledger.held()):
        raise refused(-4048)
    settings.isolated = isolated


def move_margin(floor: Floor, ledger: Ledger, position: Position, amount: Decimal) -> None:
    """Add margin to an isolated position, or take what it does not need."""
    if not amount:
        raise refused(-4055)
    if not ledger.isolated(position):
        raise refused(-4049)
    if not position.amount:
        raise refused(-4054)
    if amount > 0 and amount > floor.available(ledger, position.contract):
        raise refused(-4050)
    if amount < 0 and -amount > _spare(floor, ledger, position):
        raise refused(-4051)
    floor.bookkeeper.set_aside(ledger, position, amount)


def _spare(floor: Floor, ledger: Ledger, position: Position) -> Decimal:
    """Return what an isolated position has beyond its initial margin; profits are no margin."""
    mark = floor.mark(position.symbol)
    lost = min(position.unrealized(mark), ZERO)
    return position.isolated_wallet + lost - exposure(ledger, position, mark).position_margin


def choose_mode(floor: Floor, account: Account, *, hedged: bool) -> None:
    """Change the position mode, which both venues share."""
    ledgers = [floor.ledger(account, inverse=inverse) for inverse in (False, True)]
    if ledgers[0].mode.hedged == hedged:
        raise refused(-4059)
    if any(ledger.working or ledger.waiting for ledger in ledgers):
        raise refused(-4067)
    if any(ledger.held() for ledger in ledgers):
        raise refused(-4068)
    ledgers[0].mode.hedged = hedged


def choose_assets_mode(floor: Floor, ledger: Ledger, *, together: bool) -> None:
    """Let all assets be margin of everything, or each only of its own contracts."""
    if ledger.multi_assets == together:
        raise refused(-4171)
    if ledger.working:
        raise refused(-4170)
    if together and any(each.isolated for each in ledger.settings.values()):
        raise refused(-4167)
    if not together and any(amount < 0 for amount in ledger.wallets.values()):
        raise refused(-4172)
    ledger.multi_assets = together
    floor.tell(ledger, events.assets_mode_changed(ledger, floor.clock))
