"""Insurance funds, and how likely positions are to be deleveraged."""

from binance.models.futures import risk
from binance.request import Public


class InsuranceBalance(Public[risk.InsuranceFund], endpoint="GET /fapi/v1/insuranceBalance"):
    """The insurance fund that a symbol belongs to."""

    symbol: str


class InsuranceBalances(Public[list[risk.InsuranceFund]], endpoint="GET /fapi/v1/insuranceBalance"):
    """All insurance funds."""


class AdlRisk(Public[risk.AdlRisk], endpoint="GET /fapi/v1/symbolAdlRisk"):
    """How likely positions of a symbol are to be deleveraged."""

    symbol: str


class AdlRisks(Public[list[risk.AdlRisk]], endpoint="GET /fapi/v1/symbolAdlRisk"):
    """How likely positions of each symbol are to be deleveraged."""
