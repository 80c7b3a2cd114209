"""Staking: ETH, SOL, On-chain Yields and soft staking.

https://developers.binance.com/en/docs/catalog/investment-and-services-staking
"""

from binance.private.staking.ether import (
    EthRedemptionHistory,
    EthStakingHistory,
    GetEthAccount,
    GetEthQuota,
    RedeemEth,
    StakeEth,
    WbethRateHistory,
    WbethRewardsHistory,
    WbethUnwrapHistory,
    WbethWrapHistory,
    WrapBeth,
)
from binance.private.staking.onchain import (
    GetOnchainAccount,
    OnchainLeftQuota,
    OnchainPositions,
    OnchainProducts,
    PreviewOnchain,
    RedeemOnchain,
    SetOnchainAutoSubscribe,
    SetOnchainRedeemOption,
    SubscribeOnchain,
)
from binance.private.staking.onchain_history import (
    OnchainRedemptionHistory,
    OnchainRewardsHistory,
    OnchainSubscriptionHistory,
)
from binance.private.staking.soft import (
    SetSoftStaking,
    SoftProducts,
    SoftRewardsHistory,
)
from binance.private.staking.solana import (
    BnsolRateHistory,
    BnsolRewardsHistory,
    BoostRewardsHistory,
    ClaimBoostRewards,
    GetSolAccount,
    GetSolQuota,
    RedeemSol,
    SolRedemptionHistory,
    SolStakingHistory,
    StakeSol,
    UnclaimedRewards,
)

__all__ = [
    "BnsolRateHistory",
    "BnsolRewardsHistory",
    "BoostRewardsHistory",
    "ClaimBoostRewards",
    "EthRedemptionHistory",
    "EthStakingHistory",
    "GetEthAccount",
    "GetEthQuota",
    "GetOnchainAccount",
    "GetSolAccount",
    "GetSolQuota",
    "OnchainLeftQuota",
    "OnchainPositions",
    "OnchainProducts",
    "OnchainRedemptionHistory",
    "OnchainRewardsHistory",
    "OnchainSubscriptionHistory",
    "PreviewOnchain",
    "RedeemEth",
    "RedeemOnchain",
    "RedeemSol",
    "SetOnchainAutoSubscribe",
    "SetOnchainRedeemOption",
    "SetSoftStaking",
    "SoftProducts",
    "SoftRewardsHistory",
    "SolRedemptionHistory",
    "SolStakingHistory",
    "StakeEth",
    "StakeSol",
    "SubscribeOnchain",
    "UnclaimedRewards",
    "WbethRateHistory",
    "WbethRewardsHistory",
    "WbethUnwrapHistory",
    "WbethWrapHistory",
    "WrapBeth",
]
