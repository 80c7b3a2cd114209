"""Place a limit order far below the market, look at it, and cancel it.

    BINANCE_ENVIRONMENT=testnet BINANCE_API_KEY=… BINANCE_SECRET_KEY=… python examples/order.py

The price and the quantity are rounded to what the symbol's filters allow. Where an answer got
lost the order is asked for by the name it was given here; it is never placed a second time.
"""

import asyncio
from decimal import Decimal

from binance import Account, Binance, Unknown
from binance.config import BinanceConfig
from binance.filters import floor_price, floor_quantity
from binance.models.order_terms import OrderType, Side, TimeInForce
from binance.private.spot import CancelOrder, NewOrder, QueryOrder
from binance.public.spot import Price

SYMBOL = "BTCUSDT"
SPEND = Decimal(50)


async def main() -> None:
    config = BinanceConfig.from_env()
    if config.hosts.name == "live" or config.signer is None:
        raise SystemExit("Give a key of the testnet, of demo or of the sandbox.")
    async with config.open() as binance:
        account = binance.account(config.signer, recv_window=config.recv_window)
        order = await far_below(binance)
        print(f"buying {order.quantity:f} {SYMBOL} at {order.price:f}")
        await place(account, order)
        await account.send(CancelOrder(**named(order)))
        print("now:", (await account.send(QueryOrder(**named(order)))).status)


async def far_below(binance: Binance) -> NewOrder:
    """Make an order that will not be filled while we look at it."""
    rules = (await binance.symbols())[SYMBOL]
    market = await binance.send(Price(symbol=SYMBOL))
    price = floor_price(rules, market.price * Decimal("0.9"))
    return NewOrder(
        symbol=SYMBOL,
        side=Side.BUY,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        price=price,
        quantity=floor_quantity(rules, SPEND / price),
    )


async def place(account: Account, order: NewOrder) -> None:
    """Place an order, and be sure of what became of it."""
    try:
        status = (await account.send(order)).status
    except Unknown:
        await asyncio.sleep(2)  # a very young order may not be found yet
        status = (await account.send(QueryOrder(**named(order)))).status
    print("placed:", status)


def named(order: NewOrder) -> dict[str, str]:
    return {"symbol": order.symbol, "orig_client_order_id": order.new_client_order_id}


if __name__ == "__main__":
    asyncio.run(main())
