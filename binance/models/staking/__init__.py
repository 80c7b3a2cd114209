"""Answers of staking: ETH, SOL, On-chain Yields and soft staking."""

from binance.models.staking.ether import (
    BethWrapped,
    EthAccount,
    EthHoldings,
    EthProfit,
    EthRedeemed,
    EthRedemption,
    EthStake,
    EthStaked,
    WbethRate,
    WbethReward,
    WbethRewards,
    Wrapping,
)
from binance.models.staking.onchain import (
    OnchainPosition,
    OnchainSubscribed,
    OnchainSubscription,
    OnchainSubscriptionPreview,
)
from binance.models.staking.pools import (
    StakingQuota,
    Swap,
)
from binance.models.staking.soft import (
    SoftProduct,
    SoftReward,
    SoftStaking,
)
from binance.models.staking.solana import (
    BnsolRate,
    BnsolReward,
    BnsolRewards,
    BoostRate,
    BoostReward,
    SolAccount,
    SolQuota,
    SolRedeemed,
    SolRedemption,
    SolStake,
    SolStaked,
    UnclaimedReward,
)
from binance.models.staking.terms import (
    BoostRewardType,
    StakedEth,
    StakingStatus,
)

__all__ = [
    "BethWrapped",
    "BnsolRate",
    "BnsolReward",
    "BnsolRewards",
    "BoostRate",
    "BoostReward",
    "BoostRewardType",
    "EthAccount",
    "EthHoldings",
    "EthProfit",
    "EthRedeemed",
    "EthRedemption",
    "EthStake",
    "EthStaked",
    "OnchainPosition",
    "OnchainSubscribed",
    "OnchainSubscription",
    "OnchainSubscriptionPreview",
    "SoftProduct",
    "SoftReward",
    "SoftStaking",
    "SolAccount",
    "SolQuota",
    "SolRedeemed",
    "SolRedemption",
    "SolStake",
    "SolStaked",
    "StakedEth",
    "StakingQuota",
    "StakingStatus",
    "Swap",
    "UnclaimedReward",
    "WbethRate",
    "WbethReward",
    "WbethRewards",
    "Wrapping",
]
