"""What futures earned, as the history of their wallets tells it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from binance.models.futures.terms import IncomeType
from storage import Income, Market

NOTHING = Decimal(0)
FUNDING = {IncomeType.FUNDING_FEE, IncomeType.SPECIAL_FUNDING_FEE}
COMMISSIONS = {
    IncomeType.COMMISSION,
    IncomeType.COMMISSION_REBATE,
    IncomeType.API_REBATE,
    IncomeType.REFERRAL_KICKBACK,
    IncomeType.FEE_RETURN,
    IncomeType.POSITION_LIMIT_INCREASE_FEE,
}
RESULTS = {
    IncomeType.REALIZED_PNL,
    IncomeType.INSURANCE_CLEAR,
    IncomeType.DELIVERED_SETTELMENT,
}
# Transfers, exchanges and gifts move a wallet too, and are no result of trading.


@dataclass(frozen=True)
class ContractResult:
    """What one futures wallet's asset earned; commissions are negative, funding either."""

    market: Market
    asset: str
    realised: Decimal
    funding: Decimal
    commission: Decimal

    @property
    def total(self) -> Decimal:
        return self.realised + self.funding + self.commission


def results(incomes: Iterable[Income]) -> list[ContractResult]:
    """By market and asset."""
    sums: defaultdict[tuple[Market, str], list[Decimal]] = defaultdict(lambda: [NOTHING] * 3)
    for one in incomes:
        for place, kinds in enumerate((RESULTS, FUNDING, COMMISSIONS)):
            if one.income_type in kinds:
                sums[one.market, one.asset][place] += one.income
    return [
        ContractResult(market, asset, *three) for (market, asset), three in sorted(sums.items())
    ]


def changes(incomes: Iterable[Income]) -> Iterator[tuple[datetime, str, Decimal]]:
    """Each result with its time and asset."""
    counted = RESULTS | FUNDING | COMMISSIONS
    for one in incomes:
        if one.income_type in counted:
            yield one.at, one.asset, one.income
