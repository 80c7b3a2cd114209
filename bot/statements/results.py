"""What a statement of profits is made of."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.statements.contract_results import ContractResult
from bot.statements.spans import Period
from storage import Market

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Result:
    """What one asset earned in one currency.

    `other` is what was realised by the other method. `unknown` was sold without having been bought
    here, and earns nothing. `left` was bought for `cost` and is still in the account, `gone` is
    not; `outside` is there and was never bought. `unrealised` is None where nothing prices it.
    """

    asset: str
    quote: str
    realised: Decimal
    other: Decimal
    fees: Decimal
    unknown: Decimal
    left: Decimal
    cost: Decimal
    gone: Decimal
    outside: Decimal
    unrealised: Decimal | None

    @property
    def tells(self) -> bool:
        """Whether there is anything to say of it."""
        return any((self.realised, self.fees, self.unknown, self.left))


@dataclass(frozen=True)
class Statement:
    """A person's results of a period; sums are in USDT, other currencies at today's prices.

    `left` was not read to the end and is not counted, and `unread` wallets were not either;
    `contracts_since` is how far back futures are known. `unvalued` counts fees that nobody could
    value. `curve` is the sum of what was realised, as it grew.
    """

    period: Period
    symbol: str | None
    method: str
    read: tuple[str, ...]
    left: tuple[str, ...]
    unread: tuple[Market, ...]
    contracts: tuple[ContractResult, ...]
    contracts_since: datetime | None
    unvalued: int
    results: tuple[Result, ...] = ()
    realised: Decimal = NOTHING
    other: Decimal = NOTHING
    unrealised: Decimal = NOTHING
    fees: Decimal = NOTHING
    curve: tuple[tuple[datetime, Decimal], ...] = ()
