"""What an account has: in its spot wallet, for paying, and in all its wallets together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, plain
from sandbox.exchange.money.wallets import HOLDINGS
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi.wallet.coins import coins
from sandbox.exchange.sapi.wallet.withdrawals import Withdrawals
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Balance

JSON = dict[str, Any]
TABLE = Table()
NAMES = (
    "Spot",
    "Funding",
    "Cross Margin",
    "Isolated Margin",
    "USDⓈ-M Futures",
    "COIN-M Futures",
    "Earn",
    "Options",
    "Trading Bots",
    "Copy Trading",
)
_WITHDRAWN_FROM = {"Spot": 0, "Funding": 1}


@TABLE.operation(
    "POST /sapi/v3/asset/getUserAsset",
    weight=5,
    parameters="asset needBtcValuation",
    permission=READ,
)
def user_assets(call: Call) -> list[JSON]:
    return [row | {"ipoable": "0"} for row in _asked(call, "Spot")]


@TABLE.operation(
    "POST /sapi/v1/asset/get-funding-asset",
    weight=1,
    parameters="asset needBtcValuation",
    permission=READ,
)
def funding_assets(call: Call) -> list[JSON]:
    return _asked(call, "Funding")


@TABLE.operation(
    "GET /sapi/v1/asset/wallet/balance",
    weight=60,
    parameters="quoteAsset needBalanceDetail",
    permission=READ,
)
def wallet_balances(call: Call) -> list[JSON]:
    quote = call.params.text("quoteAsset") or prices.BITCOIN
    if prices.price(call.core, prices.DOLLAR, quote) is None:
        raise errors.not_valid("quoteAsset")
    detailed = call.params.flag("needBalanceDetail")
    return [_wallet(call, name, quote, detailed=detailed) for name in NAMES]


def _asked(call: Call, wallet: str) -> list[JSON]:
    """Return the rows of one wallet, with their values if these are wanted."""
    asset = call.params.text("asset")
    valued = call.params.flag("needBtcValuation")
    rows = _rows(call, wallet, prices.BITCOIN if valued else None)
    return [row for row in rows if asset in {None, row["asset"]}]


def _wallet(call: Call, name: str, quote: str, *, detailed: bool) -> JSON:
    held = _held(call, name)
    amounts = [(asset, each.free + each.locked) for asset, each in held.items()]
    shown: JSON = {
        "activate": name in HOLDINGS,
        "balance": plain(prices.value(call.core, amounts, quote)),
        "walletName": name,
    }
    if detailed:
        names = {code: coin.name for code, coin in coins().items()}
        rows = _rows(call, name, quote)
        shown["assetBalances"] = [
            {"asset": row["asset"], "assetName": names.get(row["asset"], row["asset"])} | row
            for row in rows
        ]
    return shown


def _rows(call: Call, wallet: str, quote: str | None) -> list[JSON]:
    source = _WITHDRAWN_FROM.get(wallet)
    withdrawals = call.account.part(Withdrawals)
    away = {} if source is None else withdrawals.on_the_way(call.core.clock(), source)
    held = _held(call, wallet)
    return [
        {
            "asset": asset,
            "free": plain(held[asset].free) if asset in held else "0",
            "locked": plain(held[asset].locked) if asset in held else "0",
            "freeze": "0",
            "withdrawing": plain(away.get(asset, ZERO)),
            "btcValuation": _worth(call, asset, held, quote),
        }
        for asset in dict.fromkeys([*held, *away])
        if asset in away or held[asset].free or held[asset].locked
    ]


def _worth(call: Call, asset: str, held: Mapping[str, Balance], quote: str | None) -> str:
    amount: Decimal = held[asset].free + held[asset].locked if asset in held else ZERO
    return plain(prices.value(call.core, [(asset, amount)], quote)) if quote else "0"


def _held(call: Call, wallet: str) -> Mapping[str, Balance]:
    return HOLDINGS[wallet](call.core, call.account) if wallet in HOLDINGS else {}
