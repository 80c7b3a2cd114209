"""What the account holds, in which wallet, and what it costs and brings."""

from pydantic import Field

from binance.models.page import Page
from binance.models.wallet import assets
from binance.request import Moment, Private, Security
from binance.rules import within


class UserAssets(
    Private[list[assets.UserAsset]],
    endpoint="POST /sapi/v3/asset/getUserAsset",
    weight=5,
    security=Security.USER_DATA,
    reads=True,
):
    """Assets of the spot wallet, empty ones left out."""

    asset: str | None = None
    need_btc_valuation: bool | None = None


class FundingAssets(
    Private[list[assets.FundingAsset]],
    endpoint="POST /sapi/v1/asset/get-funding-asset",
    security=Security.USER_DATA,
    reads=True,
):
    """Assets of the funding wallet (Pay, Card, Gift Card)."""

    asset: str | None = None
    need_btc_valuation: bool | None = None


class WalletBalances(
    Private[list[assets.WalletBalance]],
    endpoint="GET /sapi/v1/asset/wallet/balance",
    weight=60,
    security=Security.USER_DATA,
):
    """What each wallet is worth, in BTC or in `quote_asset`, and asset by asset if wanted."""

    quote_asset: str | None = None
    need_balance_detail: bool | None = None


class AssetDetails(
    Private[dict[str, assets.AssetDetail]],
    endpoint="GET /sapi/v1/asset/assetDetail",
    security=Security.USER_DATA,
):
    """Fees and least withdrawals by asset; `AllCoins` has them network by network."""

    asset: str | None = None


class AssetDividends(
    Private[Page[assets.AssetDividend]],
    endpoint="GET /sapi/v1/asset/assetDividend",
    weight=10,
    security=Security.USER_DATA,
    rules=(within(days=180),),
):
    """What Binance paid in: interest, airdrops and the like; at most 180 days at once."""

    asset: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    limit: int | None = Field(None, ge=1)


class TradeFees(
    Private[list[assets.TradeFee]],
    endpoint="GET /sapi/v1/asset/tradeFee",
    security=Security.USER_DATA,
):
    """What this account pays on spot, for one symbol or for all; a list in both cases."""

    symbol: str | None = None
