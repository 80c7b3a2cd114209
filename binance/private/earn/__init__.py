"""Simple Earn, BFUSD and RWUSD: money that works.

https://developers.binance.com/en/docs/catalog/investment-and-services-simple-earn
"""

from binance.private.earn.account import (
    ArenaActivities,
    GetAccount,
)
from binance.private.earn.bfusd import (
    BfusdRateHistory,
    BfusdRedemptionHistory,
    BfusdRewardsHistory,
    BfusdSubscriptionHistory,
    GetBfusdAccount,
    GetBfusdQuota,
    RedeemBfusd,
    SubscribeBfusd,
)
from binance.private.earn.flexible import (
    FlexibleLeftQuota,
    FlexiblePositions,
    FlexibleProducts,
    PreviewFlexible,
    RedeemFlexible,
    SetFlexibleAutoSubscribe,
    SubscribeFlexible,
)
from binance.private.earn.flexible_history import (
    FlexibleCollateralHistory,
    FlexibleRateHistory,
    FlexibleRedemptionHistory,
    FlexibleRewardsHistory,
    FlexibleSubscriptionHistory,
)
from binance.private.earn.locked import (
    LockedLeftQuota,
    LockedPositions,
    LockedProducts,
    PreviewLocked,
    RedeemLocked,
    SetLockedAutoSubscribe,
    SetLockedRedeemOption,
    SubscribeLocked,
)
from binance.private.earn.locked_history import (
    LockedRedemptionHistory,
    LockedRewardsHistory,
    LockedSubscriptionHistory,
)
from binance.private.earn.rwusd import (
    GetRwusdAccount,
    GetRwusdQuota,
    RedeemRwusd,
    RwusdRateHistory,
    RwusdRedemptionHistory,
    RwusdRewardsHistory,
    RwusdSubscriptionHistory,
    SubscribeRwusd,
)

__all__ = [
    "ArenaActivities",
    "BfusdRateHistory",
    "BfusdRedemptionHistory",
    "BfusdRewardsHistory",
    "BfusdSubscriptionHistory",
    "FlexibleCollateralHistory",
    "FlexibleLeftQuota",
    "FlexiblePositions",
    "FlexibleProducts",
    "FlexibleRateHistory",
    "FlexibleRedemptionHistory",
    "FlexibleRewardsHistory",
    "FlexibleSubscriptionHistory",
    "GetAccount",
    "GetBfusdAccount",
    "GetBfusdQuota",
    "GetRwusdAccount",
    "GetRwusdQuota",
    "LockedLeftQuota",
    "LockedPositions",
    "LockedProducts",
    "LockedRedemptionHistory",
    "LockedRewardsHistory",
    "LockedSubscriptionHistory",
    "PreviewFlexible",
    "PreviewLocked",
    "RedeemBfusd",
    "RedeemFlexible",
    "RedeemLocked",
    "RedeemRwusd",
    "RwusdRateHistory",
    "RwusdRedemptionHistory",
    "RwusdRewardsHistory",
    "RwusdSubscriptionHistory",
    "SetFlexibleAutoSubscribe",
    "SetLockedAutoSubscribe",
    "SetLockedRedeemOption",
    "SubscribeBfusd",
    "SubscribeFlexible",
    "SubscribeLocked",
    "SubscribeRwusd",
]
