"""The signed endpoints of `/fapi` and `/dapi`: trading, accounts and their user data."""

from sandbox.exchange.futures.operations import (
    account,
    algos,
    batches,
    income,
    listening,
    orders,
    queries,
    settings,
    terms,
)

TABLES = tuple(
    module.TABLE
    for module in (
        orders,
        batches,
        queries,
        algos,
        account,
        settings,
        terms,
        income,
        listening,
    )
)
