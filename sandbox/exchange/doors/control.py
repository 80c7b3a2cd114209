"""The control door, `/sandbox/*`: what tests and people do to the exchange from outside."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal  # noqa: TC003 - pydantic needs it at run time
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.routing import Route

from sandbox.exchange.doors.answers import Json
from sandbox.exchange.doors.panel import Panel
from sandbox.exchange.money.wallets import HOLDINGS, WALLETS
from sandbox.exchange.sapi.wallet import deposits
from sandbox.exchange.trading import views
from sandbox.exchange.wire.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from sandbox.exchange.core import Core
    from sandbox.exchange.doors.sockets import Sockets
    from sandbox.exchange.trading.accounts import Account, ApiKey

JSON = dict[str, Any]
_SPOT = "Spot"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewAccount(_Strict):
    """An account with its first key, or, with `uid`, one more key of an account.

    `balances` are spot's; `wallets` are filled beside it, by their names in universal transfers.
    """

    label: str = "someone"
    balances: dict[str, Decimal] | None = None
    wallets: dict[str, dict[str, Decimal]] = {}
    permissions: dict[str, bool] | list[str] = {}
    public_key: str | None = None
    uid: int | None = None


class Change(_Strict):
    """What happens to a key and its account; `revoked` false has it accepted again."""

    permissions: dict[str, bool] = {}
    revoked: bool | None = None
    deposit: dict[str, Decimal] = {}


class Price(_Strict):
    symbol: str
    price: Decimal


class Control:
    """Answers the control paths; they are not weighed, and no fault or ban concerns them."""

    def __init__(self, core: Core, sockets: Sockets) -> None:
        self._core = core
        self._panel = Panel(core, sockets)

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
            ("GET", "/state", self._panel.state),
            ("GET", "/faults", self._panel.faults),
            ("GET", "/faults/kinds", self._panel.kinds),
            ("POST", "/faults", self._panel.add_faults),
            ("DELETE", "/faults", self._panel.clear_faults),
            ("GET", "/accounts", self._accounts),
            ("POST", "/accounts", self._open_account),
            ("POST", "/accounts/{api_key}", self._change),
            ("POST", "/price", self._price),
            ("GET", "/orders", self._orders),
            ("POST", "/reset", self._reset),
        ]
        return [
            Route(f"/sandbox{path}", _explained(answer), methods=[method])
            for method, path, answer in table
        ]

    async def _accounts(self, _: Request) -> Response:
        keys: dict[int, list[ApiKey]] = {uid: [] for uid in self._core.registry.accounts}
        for key in self._core.registry.keys.values():
            keys[key.account.uid].append(key)
        accounts = self._core.registry.accounts.values()
        return Json([self._told(account, keys[account.uid]) for account in accounts])

    async def _open_account(self, request: Request) -> Response:
        asked = NewAccount.model_validate_json(await request.body() or b"{}")
        registry = self._core.registry
        with ExitStack() as undone:
            if asked.uid is None:
                account = registry.open_account(asked.label, asked.balances)
                undone.callback(registry.accounts.pop, account.uid)
            else:
                account = registry.accounts[asked.uid]
            self._fill(account, asked.wallets)
            granted = asked.permissions
            if isinstance(granted, list):
                granted = dict.fromkeys(granted, True)
            key, secret = registry.add_key(account, granted, asked.public_key)
            undone.pop_all()
        answer: JSON = {"api_key": key.api_key, "uid": account.uid, "label": account.label}
        return Json(answer | ({"secret": secret} if secret else {}))

    def _fill(self, account: Account, wallets: dict[str, dict[str, Decimal]]) -> None:
        """Put money into an account's wallets beside spot."""
        self._core.advance()
        for name, coins in wallets.items():
            wallet = WALLETS[name](self._core, account)
            for asset, amount in coins.items():
                wallet.change(asset, amount)

    async def _change(self, request: Request) -> Response:
        asked = Change.model_validate_json(await request.body())
        key: ApiKey = self._core.registry.keys[request.path_params["api_key"]]
        self._core.advance()
        key.permissions |= asked.permissions
        if asked.revoked:
            self._core.revoke(key)
        elif asked.revoked is not None:
            key.revoked = False
        for asset, amount in asked.deposit.items():
            deposits.credit(self._core, key.account, asset, amount)
        return Json(self._told(key.account, [key]))

    async def _price(self, request: Request) -> Response:
        asked = Price.model_validate_json(await request.body())
        pair = self._core.market.pairs[asked.symbol.upper()]
        tick, highest = pair.listing.tick, pair.listing.max_price
        if not tick <= asked.price <= highest or asked.price % tick:
            msg = f"The price must be a multiple of {tick}, from {tick} to {highest}."
            return Json({"error": msg}, 400)
        self._core.advance()
        trade = self._core.engine.move(pair, asked.price)
        return Json({"symbol": pair.symbol, "price": f"{trade.price:.8f}", "time": trade.time})

    async def _orders(self, _: Request) -> Response:
        self._core.advance()
        accounts = self._core.registry.accounts.values()
        orders = [order for account in accounts for order in account.orders.values()]
        return Json(
            [
                views.query(order) | {"label": order.account.label, "uid": order.account.uid}
                for order in sorted(orders, key=lambda order: order.id)
            ]
        )

    async def _reset(self, _: Request) -> Response:
        self._core.reset()
        return Json({})

    def _told(self, account: Account, keys: list[ApiKey]) -> JSON:
        return {
            "label": account.label,
            "uid": account.uid,
            "api_keys": [key.api_key for key in keys],
            "permissions": {key.api_key: key.permissions for key in keys if not key.revoked},
            "balances": {
                asset: {"free": views.number(balance.free), "locked": views.number(balance.locked)}
                for asset, balance in account.balances.items()
            },
            "wallets": dict(self._wallets(account)),
        }

    def _wallets(self, account: Account) -> Iterator[tuple[str, dict[str, str]]]:
        """Tell what an account has beside spot, as far as there is anything."""
        for name, look in HOLDINGS.items():
            held = {
                asset: views.number(balance.free + balance.locked)
                for asset, balance in look(self._core, account).items()
                if name != _SPOT and balance.free + balance.locked
            }
            if held:
                yield name, held


def _explained(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Answer 400 with a reason to what cannot be read, 404 to what does not exist."""

    async def explain(request: Request) -> Response:
        try:
            return await answer(request)
        except KeyError as missing:
            return Json({"error": f"There is no {missing}."}, 404)
        except ValidationError as error:
            return Json({"error": "; ".join(_mistakes(error))}, 400)
        except (ValueError, TypeError) as error:
            return Json({"error": f"This cannot be done: {error}"}, 400)
        except ApiError as error:
            return Json({"error": f"This cannot be done: {error.msg}"}, 400)

    return explain


def _mistakes(error: ValidationError) -> Iterator[str]:
    """Say where each mistake is, as in 0.match.path, and what is wrong there."""
    for each in error.errors():
        place = ".".join(str(part) for part in each["loc"])
        said = each["msg"].removeprefix("Value error, ")
        yield f"{place}: {said}" if place else said
