# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "binance-common==4.6.0",  # 4.7.0 asks for a release of certifi that many indexes lack
#     "binance-sdk-spot==13.2.0",
#     "binance-sdk-derivatives-trading-usds-futures==18.0.1",
#     "binance-sdk-derivatives-trading-coin-futures==14.0.0",
#     "binance-sdk-wallet==13.7.0",
#     "binance-sdk-margin-trading==8.8.0",
#     "binance-sdk-simple-earn==9.6.0",
#     "binance-sdk-staking==6.6.0",
#     "binance-sdk-convert==5.6.0",
#     "binance-sdk-sub-account==8.4.0",
#     "binance-sdk-mining==4.6.0",
# ]
# ///
"""Binance's own SDK, unchanged but for its addresses."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from binance_common.configuration import (
    ConfigurationRestAPI,
    ConfigurationWebSocketAPI,
    ConfigurationWebSocketStreams,
)
from binance_common.errors import BadRequestError
from binance_sdk_convert.convert import Convert
from binance_sdk_derivatives_trading_coin_futures.derivatives_trading_coin_futures import (
    DerivativesTradingCoinFutures,
)
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import (
    DerivativesTradingUsdsFutures,
)
from binance_sdk_margin_trading.margin_trading import MarginTrading
from binance_sdk_mining.mining import Mining
from binance_sdk_simple_earn.simple_earn import SimpleEarn
from binance_sdk_spot.spot import Spot
from binance_sdk_staking.staking import Staking
from binance_sdk_sub_account.sub_account import SubAccount
from binance_sdk_wallet.wallet import Wallet
from diary import TOLD, Diary, refused

HTTP, WS = TOLD["url"], TOLD["url"].replace("http", "ws")

diary = Diary(
    "binance-sdk-spot",
    "binance-sdk-wallet",
    "binance-sdk-derivatives-trading-usds-futures",
    "binance-sdk-derivatives-trading-coin-futures",
    "binance-sdk-margin-trading",
    "binance-sdk-simple-earn",
    "binance-sdk-staking",
    "binance-sdk-convert",
    "binance-sdk-sub-account",
    "binance-sdk-mining",
)


def keys(kind: str | None) -> dict[str, Any]:
    if kind is None:
        return {}
    known = TOLD["accounts"][kind]
    return {
        "api_key": known["api_key"],
        "api_secret": known.get("secret"),
        "private_key": known.get("private_key"),
    }


def rest(kind: str | None = None) -> ConfigurationRestAPI:
    return ConfigurationRestAPI(**keys(kind), base_path=HTTP, timeout=10_000)


def sockets(kind: str) -> ConfigurationWebSocketAPI:
    return ConfigurationWebSocketAPI(**keys(kind), stream_url=f"{WS}/ws-api/v3")


def streaming(url: str = WS) -> ConfigurationWebSocketStreams:
    return ConfigurationWebSocketStreams(stream_url=f"{url}/stream")


def market_data() -> None:
    area, api = "market data", Spot(config_rest_api=rest()).rest_api
    known = Spot(config_rest_api=rest("hmac")).rest_api  # asked for by name, though not signed
    calls: dict[str, Callable[[], Any]] = {
        "ping": api.ping,
        "time": api.time,
        "exchangeInfo": api.exchange_info,
        "depth": lambda: api.depth("BTCUSDT", limit=20),
        "trades": lambda: api.get_trades("BTCUSDT", limit=5),
        "historicalTrades": lambda: api.historical_trades("BTCUSDT", limit=5),
        "aggTrades": lambda: api.agg_trades("BTCUSDT", limit=5),
        "klines": lambda: api.klines("BTCUSDT", "1h", limit=5),
        "uiKlines": lambda: api.ui_klines("BTCUSDT", "1h", limit=5),
        "avgPrice": lambda: api.avg_price("BTCUSDT"),
        "ticker/24hr": lambda: api.ticker24hr(symbol="BTCUSDT"),
        "ticker/tradingDay": lambda: api.ticker_trading_day(symbol="BTCUSDT"),
        "ticker/price": lambda: api.ticker_price(symbol="BTCUSDT"),
        "ticker/bookTicker": lambda: api.ticker_book_ticker(symbol="BTCUSDT"),
        "ticker": lambda: api.ticker(symbol="BTCUSDT"),
        "referencePrice": lambda: api.reference_price("BTCUSDT"),
        "executionRules": lambda: api.execution_rules(symbol="BTCUSDT"),
        "historicalBlockTrades": lambda: known.historical_block_trades("BTCUSDT", 0),
    }
    tour(area, calls)


def tour(area: str, calls: dict[str, Callable[[], Any]]) -> None:
    """Make calls whose answers the SDK's models have to accept."""
    for name, call in calls.items():
        with diary.tries(area, name):
            assert call().data() is not None


def trading(kind: str) -> None:
    area, api = f"spot trading, {kind} key", Spot(config_rest_api=rest(kind)).rest_api
    with diary.tries(area, "account, commission, filters, order counts"):
        assert api.get_account().data().can_trade
        assert api.account_commission("BTCUSDT").data().symbol == "BTCUSDT"
        assert api.rate_limit_order().data()
        assert api.my_filters("BTCUSDT").data()
    price = float(api.ticker_price(symbol="BTCUSDT").data().actual_instance.price)
    below, above = f"{price * 0.9:.2f}", f"{price * 1.1:.2f}"
    with diary.tries(area, "limit order, query, amend, cancel"):
        order = api.new_order(
            "BTCUSDT", "BUY", "LIMIT", time_in_force="GTC", quantity=0.02, price=below
        ).data()
        assert api.get_order("BTCUSDT", order_id=order.order_id).data().status == "NEW"
        less = api.order_amend_keep_priority("BTCUSDT", 0.01, order_id=order.order_id).data()
        assert float(less.amended_order.qty) == 0.01
        assert api.order_amendments("BTCUSDT", order.order_id).data()
        gone = api.delete_order("BTCUSDT", order_id=order.order_id).data()
        assert gone.status == "CANCELED"
    with diary.tries(area, "market order with its fills"):
        order = api.new_order("BTCUSDT", "BUY", "MARKET", quote_order_qty=100).data()
        assert order.status == "FILLED"
        assert order.fills
        trades = api.my_trades("BTCUSDT", order_id=order.order_id).data()
        assert sum(float(each.qty) for each in trades) == float(order.executed_qty)
    with diary.tries(area, "test order with commission rates"):
        tested = api.order_test(
            "BTCUSDT", "BUY", "MARKET", quantity=0.01, compute_commission_rates=True
        )
        assert tested.data()
    with diary.tries(area, "OCO, OTO, OTOCO lists and their cancellation"):
        lists(api, below, above)
    with diary.tries(area, "cancelReplace"):
        order = api.new_order(
            "BTCUSDT", "BUY", "LIMIT", time_in_force="GTC", quantity=0.01, price=below
        ).data()
        both = api.order_cancel_replace(
            "BTCUSDT", "BUY", "LIMIT", "STOP_ON_FAILURE", time_in_force="GTC",
            quantity=0.011, price=below, cancel_order_id=order.order_id,
        ).data()  # fmt: skip
        assert (both.cancel_result, both.new_order_result) == ("SUCCESS", "SUCCESS")
        assert len(api.delete_open_orders("BTCUSDT").data()) == 1
    with diary.tries(area, "refusal"):
        with refused(BadRequestError) as refusal:
            api.new_order("BTCUSDT", "BUY", "MARKET", quantity=50)
        assert "insufficient balance" in str(refusal.error), refusal.error


def lists(api: Any, below: str, above: str) -> None:
    stop = f"{float(below) * 0.99:.2f}"
    oco = api.order_list_oco(
        "BTCUSDT", "SELL", 0.01, "LIMIT_MAKER", "STOP_LOSS_LIMIT", above_price=above,
        below_price=stop, below_stop_price=below, below_time_in_force="GTC",
    ).data()  # fmt: skip
    assert oco.list_order_status == "EXECUTING"
    oto = api.order_list_oto(
        "BTCUSDT", "LIMIT", "BUY", below, 0.01, "LIMIT", "SELL", 0.01,
        working_time_in_force="GTC", pending_price=above, pending_time_in_force="GTC",
    ).data()  # fmt: skip
    otoco = api.order_list_otoco(
        "BTCUSDT", "LIMIT", "BUY", below, 0.01, "SELL", 0.01, "LIMIT_MAKER",
        working_time_in_force="GTC", pending_above_price=above,
        pending_below_type="STOP_LOSS", pending_below_stop_price=stop,
    ).data()  # fmt: skip
    assert len(api.open_order_list().data()) == 3
    assert len(otoco.orders) == 3
    for each in (oco, oto, otoco):
        ended = api.delete_order_list("BTCUSDT", order_list_id=each.order_list_id).data()
        assert ended.list_order_status == "ALL_DONE"


async def socket_api(kind: str) -> None:
    area = f"WebSocket API, {kind} key"
    api = Spot(config_ws_api=sockets(kind)).websocket_api
    await api.create_connection()
    try:
        async with diary.awaits(area, "market requests"):
            assert (await api.time()).data().result.server_time
            assert (await api.klines("BTCUSDT", "1m", limit=2)).data().result
            assert (await api.depth("BTCUSDT", limit=5)).data().result.bids
        if kind == "ed25519":
            async with diary.awaits(area, "session.logon"):
                await api.session_logon()
                assert (await api.session_status()).data().result.api_key
        async with diary.awaits(area, "order.place and what the user stream tells"):
            await told_of_an_order(api, logged_on=kind == "ed25519")
    finally:
        await api.close_connection()


async def told_of_an_order(api: Any, *, logged_on: bool) -> None:
    events: list[Any] = []
    subscribed = await (
        api.user_data_stream_subscribe()
        if logged_on
        else api.user_data_stream_subscribe_signature()
    )
    subscribed.stream.on("message", events.append)
    placed = (await api.order_place("ETHUSDT", "BUY", "MARKET", quote_order_qty=50)).data()
    assert placed.result.status == "FILLED"
    await patient(lambda: len(events) >= 2)


async def patient(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(8):
        while not done():
            await asyncio.sleep(0.05)


async def streams() -> None:
    area = "streams"
    api = Spot(config_ws_streams=streaming()).websocket_streams
    await api.create_connection()
    wanted = {
        "aggTrade": api.agg_trade("btcusdt"),
        "trade": api.trade("btcusdt"),
        "kline": api.kline("btcusdt", "1m"),
        "miniTicker": api.mini_ticker("btcusdt"),
        "!miniTicker@arr": api.all_mini_ticker(),
        "ticker": api.ticker("btcusdt"),
        "rolling window": api.rolling_window_ticker("btcusdt", "1h"),
        "bookTicker": api.book_ticker("btcusdt"),
        "avgPrice": api.avg_price("btcusdt"),
        "partial depth": api.partial_book_depth("btcusdt", "5"),
        "diff depth": api.diff_book_depth("btcusdt"),
    }
    await listen(area, wanted)
    await api.close_connection()


async def listen(area: str, wanted: dict[str, Any]) -> None:
    """Subscribe to streams one by one, and wait for the first message of each."""
    for name, subscription in wanted.items():
        async with diary.awaits(area, name):
            heard: list[Any] = []
            stream = await subscription
            stream.on("message", heard.append)
            await patient(lambda heard=heard: bool(heard))
            await stream.unsubscribe()


def wallet() -> None:
    api = Wallet(config_rest_api=rest("hmac")).rest_api
    tour(
        "wallet",
        {
            "system/status": api.system_status,
            "apiRestrictions": api.get_api_key_permission,
            "capital/config/getall": api.all_coins_information,
            "account/status": api.account_status,
            "account/info": api.account_info,
            "tradeFee": api.trade_fee,
            "getUserAsset": api.user_asset,
            "wallet/balance": api.query_user_wallet_balance,
            "deposit history": api.deposit_history,
            "withdrawal history": api.withdraw_history,
            "transfer": lambda: api.user_universal_transfer("MAIN_FUNDING", "USDT", 10),
            "transfer history": lambda: api.query_user_universal_transfer_history("MAIN_FUNDING"),
            "funding wallet": api.funding_wallet,
        },
    )


def earning() -> None:
    earn = SimpleEarn(config_rest_api=rest("hmac")).rest_api
    tour(
        "Simple Earn",
        {
            "flexible products": earn.get_simple_earn_flexible_product_list,
            "locked products": earn.get_simple_earn_locked_product_list,
            "subscribe": lambda: earn.subscribe_flexible_product(_product(earn), 100),
            "positions": earn.get_flexible_product_position,
            "account": earn.simple_account,
            "subscriptions": earn.get_flexible_subscription_record,
            "redeem": lambda: earn.redeem_flexible_product(_product(earn), amount=50),
            "redemptions": earn.get_flexible_redemption_record,
        },
    )
    staking = Staking(config_rest_api=rest("hmac")).rest_api
    tour(
        "staking",
        {
            "ETH account": staking.eth_staking_account,
            "ETH history": staking.get_eth_staking_history,
            "WBETH rate": staking.get_wbeth_rate_history,
            "SOL account": staking.sol_staking_account,
            "SOL history": staking.get_sol_staking_history,
        },
    )


def _product(earn: Any) -> str:
    rows = earn.get_simple_earn_flexible_product_list(asset="USDT").data().rows
    return str(rows[0].product_id)


def others() -> None:
    convert = Convert(config_rest_api=rest("hmac")).rest_api
    with diary.tries("convert", "quote, acceptance, order status, history"):
        quote = convert.send_quote_request("USDT", "BTC", from_amount=100).data()
        accepted = convert.accept_quote(quote.quote_id).data()
        assert convert.order_status(order_id=accepted.order_id).data().order_status
        now = int(time.time() * 1000)
        assert convert.get_convert_trade_history(now - 60_000, now + 1_000).data().list
    margin = MarginTrading(config_rest_api=rest("hmac")).rest_api
    with diary.tries("margin", "transfer, borrow, order, repay"):
        wallet_api = Wallet(config_rest_api=rest("hmac")).rest_api
        wallet_api.user_universal_transfer("MAIN_MARGIN", "USDT", 500)
        margin.margin_account_borrow_repay("USDT", "FALSE", "100", "BORROW")
        order = margin.margin_account_new_order("BTCUSDT", "BUY", "MARKET", quote_order_qty=50)
        assert order.data().status == "FILLED"
        margin.margin_account_borrow_repay("USDT", "FALSE", "100", "REPAY")
    tour(
        "margin",
        {
            "pairs": margin.get_all_cross_margin_pairs,
            "assets": margin.get_all_margin_assets,
            "price index": lambda: margin.query_margin_priceindex("BTCUSDT"),
            "account": margin.query_cross_margin_account_details,
            "how much can be borrowed": lambda: margin.query_max_borrow("USDT"),
        },
    )
    subs = SubAccount(config_rest_api=rest("hmac")).rest_api
    with diary.tries("sub-accounts", "create, list, transfer"):
        made = subs.create_a_virtual_sub_account("savings").data()
        assert made.email
        assert subs.query_sub_account_list().data().sub_accounts
        subs.universal_transfer("SPOT", "SPOT", "USDT", 25, to_email=made.email)
        assert subs.query_sub_account_assets(made.email).data().balances
    mining = Mining(config_rest_api=rest("hmac")).rest_api
    tour(
        "mining",
        {"algorithms": mining.acquiring_algorithm, "coins": mining.acquiring_coinname},
    )


def usdm() -> None:
    area = "USD-M futures"
    api = DerivativesTradingUsdsFutures(config_rest_api=rest("ed25519")).rest_api
    tour(
        f"{area}, market data",
        {
            "exchangeInfo": api.exchange_information,
            "depth": lambda: api.order_book("BTCUSDT"),
            "trades": lambda: api.recent_trades_list("BTCUSDT"),
            "aggTrades": lambda: api.compressed_aggregate_trades_list("BTCUSDT"),
            "klines": lambda: api.kline_candlestick_data("BTCUSDT", "1h"),
            "markPriceKlines": lambda: api.mark_price_kline_candlestick_data("BTCUSDT", "1h"),
            "premiumIndex": lambda: api.mark_price(symbol="BTCUSDT"),
            "fundingRate": lambda: api.get_funding_rate_history(symbol="BTCUSDT"),
            "ticker/24hr": lambda: api.ticker24hr_price_change_statistics(symbol="BTCUSDT"),
            "ticker/bookTicker": lambda: api.symbol_order_book_ticker(symbol="BTCUSDT"),
            "openInterest": lambda: api.open_interest("BTCUSDT"),
        },
    )
    area = "USD-M futures, ed25519 key"
    with diary.tries(area, "transfer, leverage"):
        wallet_api = Wallet(config_rest_api=rest("ed25519")).rest_api
        wallet_api.user_universal_transfer("MAIN_UMFUTURE", "USDT", 2000)
        assert api.change_initial_leverage("BTCUSDT", 10).data().leverage == 10
    with diary.tries(area, "market order, position, account, closing it"):
        api.new_order("BTCUSDT", "BUY", "MARKET", quantity=0.01)
        (position,) = api.position_information_v3(symbol="BTCUSDT").data()
        assert float(position.position_amt) == 0.01
        assert float(api.account_information_v3().data().total_wallet_balance) < 2000
        api.new_order("BTCUSDT", "SELL", "MARKET", quantity=0.01, reduce_only="true")
        assert api.get_income_history().data()
    with diary.tries(area, "algo order and its cancellation"):
        price = float(api.mark_price(symbol="BTCUSDT").data().actual_instance.mark_price)
        made = api.new_algo_order(
            "CONDITIONAL", "BTCUSDT", "BUY", "STOP_MARKET",
            quantity=0.01, trigger_price=f"{price * 1.1:.1f}",
        ).data()  # fmt: skip
        assert api.current_all_algo_open_orders().data()
        assert api.cancel_algo_order(algo_id=made.algo_id).data()


async def usdm_streams() -> None:
    area = "USD-M futures, streams"
    api = DerivativesTradingUsdsFutures(config_ws_streams=streaming()).websocket_streams
    await api.create_connection()
    wanted = {
        "aggTrade": api.aggregate_trade_streams("btcusdt"),
        "markPrice": api.mark_price_stream("btcusdt"),
        "kline": api.kline_candlestick_streams("btcusdt", "1m"),
        "bookTicker": api.individual_symbol_book_ticker_streams("btcusdt"),
        "diff depth": api.diff_book_depth_streams("btcusdt"),
        "!miniTicker@arr": api.all_market_mini_tickers_stream(),
    }
    await listen(area, wanted)
    await api.close_connection()


def coinm() -> None:
    api = DerivativesTradingCoinFutures(config_rest_api=rest("hmac")).rest_api
    tour(
        "COIN-M futures",
        {
            "exchangeInfo": api.exchange_information,
            "depth": lambda: api.order_book("BTCUSD_PERP"),
            "klines": lambda: api.kline_candlestick_data("BTCUSD_PERP", "1h"),
            "premiumIndex": lambda: api.index_price_and_mark_price(symbol="BTCUSD_PERP"),
            "account": api.account_information,
            "balance": api.futures_account_balance,
            "positionRisk": api.position_information,
        },
    )


async def main() -> None:
    market_data()
    for kind in TOLD["accounts"]:
        with diary.guards(f"spot trading, {kind} key"):
            trading(kind)
    for kind in ("hmac", "ed25519"):
        await socket_api(kind)
    await streams()
    for part in (wallet, earning, others, usdm, coinm):
        with diary.guards(part.__name__):
            part()
    await usdm_streams()


asyncio.run(main())
diary.close()
