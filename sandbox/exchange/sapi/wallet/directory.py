"""Coins and their networks, and the addresses that an account has on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.exchange.money import prices
from sandbox.exchange.money.amounts import ZERO, number, plain
from sandbox.exchange.operations.table import READ, Call, Table
from sandbox.exchange.sapi import refusals
from sandbox.exchange.sapi.wallet.coins import LEAST_INTERNAL, Coin, Route, coins
from sandbox.exchange.sapi.wallet.withdrawals import Withdrawals
from sandbox.exchange.wire import errors

if TYPE_CHECKING:
    from decimal import Decimal

    from sandbox.exchange.trading.accounts import Account

JSON = dict[str, Any]
TABLE = Table()


@TABLE.operation("GET /sapi/v1/capital/config/getall", weight=10, permission=READ)
def configuration(call: Call) -> list[JSON]:
    away = call.account.part(Withdrawals).on_the_way(call.core.clock())
    return [_coin(call, coin, away.get(coin.code, ZERO)) for coin in coins().values()]


@TABLE.operation(
    "GET /sapi/v1/capital/deposit/address",
    weight=10,
    parameters="coin network amount",
    permission=READ,
)
def address(call: Call) -> JSON:
    return address_of(call, call.account)


def address_of(call: Call, account: Account) -> JSON:
    """Return the address of an account for the coin and the network that were asked for."""
    coin, route = asked(call)
    own, memo = route.network.address(account), route.network.memo_of(account)
    return {"address": own, "coin": coin.code, "tag": memo, "url": route.network.explorer + own}


@TABLE.operation(
    "GET /sapi/v1/capital/deposit/address/list",
    weight=10,
    parameters="coin network",
    permission=READ,
)
def addresses(call: Call) -> list[JSON]:
    coin, route = asked(call)
    own, memo = route.network.address(call.account), route.network.memo_of(call.account)
    return [{"coin": coin.code, "address": own, "tag": memo, "isDefault": 1}]


@TABLE.operation("GET /sapi/v1/capital/withdraw/address/list", weight=10, permission=READ)
def withdraw_addresses(call: Call) -> list[JSON]:
    """Return the account's address book: a wallet of its owner's own for each coin."""
    return [
        {
            "address": route.network.address(call.account, coin.code),
            "addressTag": route.network.memo_of(call.account),
            "coin": coin.code,
            "name": f"{call.account.label}'s {coin.code}",
            "network": route.network.code,
            "origin": "",
            "originType": "others",
            "whiteStatus": True,
        }
        for coin in coins().values()
        for route in coin.routes[:1]
    ]


@TABLE.operation("GET /sapi/v1/asset/assetDetail", weight=1, parameters="asset", permission=READ)
def details(call: Call) -> JSON:
    asset = call.params.text("asset")
    if asset is not None and asset not in coins():
        raise refusals.no_such_coin()
    return {
        coin.code: {
            "minWithdrawAmount": number(route.least),
            "depositStatus": True,
            "withdrawFee": float(route.fee),
            "withdrawStatus": True,
        }
        for coin in coins().values()
        for route in coin.routes[:1]
        if asset in {None, coin.code}
    }


def asked(call: Call) -> tuple[Coin, Route]:
    """Return the coin and the network that a request names, or the coin's usual network."""
    coin = coins().get(call.params.required("coin"))
    if coin is None:
        raise refusals.no_such_coin()
    route = coin.route(call.params.text("network"))
    if route is None:
        raise errors.not_valid("network")
    return coin, route


def _coin(call: Call, coin: Coin, away: Decimal) -> JSON:
    balance = call.account.balance(coin.code)
    return {
        "coin": coin.code,
        "depositAllEnable": not coin.fiat,
        "withdrawAllEnable": not coin.fiat,
        "name": coin.name,
        "free": plain(balance.free),
        "locked": plain(balance.locked),
        "freeze": "0",
        "withdrawing": plain(away),
        "ipoing": "0",
        "ipoable": "0",
        "storage": "0",
        "isLegalMoney": coin.fiat,
        "trading": coin.code in prices.assets(),
        "networkList": [_route(coin, route) for route in coin.routes],
    }


def _route(coin: Coin, route: Route) -> JSON:
    network = route.network
    return {
        "network": network.code,
        "coin": coin.code,
        "withdrawIntegerMultiple": "0.00000001",
        "isDefault": route is coin.routes[0],
        "depositEnable": True,
        "withdrawEnable": True,
        "depositDesc": "",
        "withdrawDesc": "",
        "specialTips": "",
        "specialWithdrawTips": "",
        "name": network.name,
        "resetAddressStatus": False,
        "addressRegex": network.address_regex,
        "memoRegex": network.memo_regex,
        "withdrawFee": plain(route.fee),
        "withdrawMin": plain(route.least),
        "withdrawMax": "9999999999",
        "withdrawInternalMin": number(LEAST_INTERNAL),
        "depositDust": "0.00000001",
        "minConfirm": network.confirmations,
        "unLockConfirm": network.unlock,
        "sameAddress": network.memo,
        "withdrawTag": network.memo,
        "estimatedArrivalTime": network.minutes,
        "busy": False,
        "contractAddressUrl": "",
        "contractAddress": "",
        "denomination": 1,
    }
