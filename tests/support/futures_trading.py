"""Somebody who trades futures in the sandbox."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from tests.sandbox.exchange.conftest import Hire, Trader

RIGHTS = {"enableFutures": True, "permitsUniversalTransfer": True}


class FuturesTrader:
    """A trader whose money is in the futures wallets."""

    def __init__(self, trader: Trader) -> None:
        self.trader = trader

    @classmethod
    async def begin(
        cls, http: httpx.AsyncClient, hire: Hire, usdt: str = "10000", **coins: str
    ) -> FuturesTrader:
        """Open an account and move all of its money to the futures."""
        account = await hire(http, balances={"USDT": usdt, **coins}, permissions=RIGHTS)
        somebody = cls(account)
        ways = {"USDT": "MAIN_UMFUTURE"} | dict.fromkeys(coins, "MAIN_CMFUTURE")
        for asset, amount in ({"USDT": usdt} | coins).items():
            if Decimal(amount):
                await somebody.post(
                    "/sapi/v1/asset/transfer", type=ways[asset], asset=asset, amount=amount
                )
        return somebody

    async def get(self, path: str, **params: Any) -> Any:
        return await self.trader.get(path, **params)

    async def post(self, path: str, **params: Any) -> Any:
        return await self._done("POST", path, params)

    async def put(self, path: str, **params: Any) -> Any:
        return await self._done("PUT", path, params)

    async def delete(self, path: str, **params: Any) -> Any:
        return await self._done("DELETE", path, params)

    async def refused(self, path: str, method: str = "POST", **params: Any) -> int:
        code, _ = await self.trader.refused(method, path, **params)
        return code

    async def market(self, side: str, quantity: str, symbol: str = "BTCUSDT", **more: Any) -> Any:
        order = {"symbol": symbol, "side": side, "type": "MARKET", "quantity": quantity}
        return await self.post(_path(symbol, "order"), newOrderRespType="RESULT", **order, **more)

    async def limit(
        self, side: str, quantity: str, price: Decimal | str, symbol: str = "BTCUSDT", **more: Any
    ) -> Any:
        order = {"symbol": symbol, "side": side, "type": "LIMIT", "quantity": quantity}
        terms = {"timeInForce": "GTC", "price": str(price)} | more
        return await self.post(_path(symbol, "order"), **order, **terms)

    async def algo(self, side: str, type_: str, symbol: str = "BTCUSDT", **more: Any) -> Any:
        order = {"algoType": "CONDITIONAL", "symbol": symbol, "side": side, "type": type_}
        return await self.post(_path(symbol, "algoOrder"), **order, **more)

    async def positions(self, symbol: str = "BTCUSDT") -> dict[str, dict[str, Any]]:
        """Return the open positions in a symbol by their side."""
        if symbol.endswith("USDT"):
            rows = await self.get("/fapi/v3/positionRisk", symbol=symbol)
        else:
            rows = await self.get("/dapi/v1/positionRisk", pair=symbol.partition("_")[0])
        return {row["positionSide"]: row for row in rows if Decimal(row["positionAmt"])}

    async def held(self, symbol: str = "BTCUSDT") -> Decimal:
        positions = await self.positions(symbol)
        return sum((Decimal(row["positionAmt"]) for row in positions.values()), Decimal(0))

    async def usdt(self) -> Decimal:
        rows = await self.get("/fapi/v3/balance")
        return next(Decimal(row["balance"]) for row in rows if row["asset"] == "USDT")

    async def income(self, kind: str | None = None, venue: str = "fapi") -> list[Decimal]:
        wanted = {"incomeType": kind} if kind else {}
        rows = await self.get(f"/{venue}/v1/income", limit=1000, startTime=1, **wanted)
        return [Decimal(row["income"]) for row in rows]

    async def mark(self, symbol: str = "BTCUSDT") -> Decimal:
        answer = await self.trader.http.get(
            _path(symbol, "premiumIndex"), params={"symbol": symbol}
        )
        row = answer.json()
        return Decimal((row[0] if isinstance(row, list) else row)["markPrice"])

    async def _done(self, method: str, path: str, params: dict[str, Any]) -> Any:
        answer = await self.trader.send(method, path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _path(symbol: str, name: str) -> str:
    return f"/{'fapi' if symbol.endswith('USDT') else 'dapi'}/v1/{name}"


async def move_spot(http: httpx.AsyncClient, price: Decimal | str, symbol: str = "BTCUSDT") -> None:
    """Move the price that the contracts follow."""
    answer = await http.post("/sandbox/price", json={"symbol": symbol, "price": str(price)})
    assert answer.status_code == 200, answer.text
