"""The wallet: what one has, deposits, withdrawals and transfers.

https://developers.binance.com/docs/wallet
"""

from binance.private.asset.account import (
    AccountInfo,
    AccountSnapshot,
    AccountStatus,
    ApiRestrictions,
    ApiTradingStatus,
    DisableFastWithdraw,
    EnableFastWithdraw,
    SetBnbBurn,
)
from binance.private.asset.assets import (
    AssetDetails,
    AssetDividends,
    FundingAssets,
    TradeFees,
    UserAssets,
    WalletBalances,
)
from binance.private.asset.deposits import (
    AllCoins,
    ApplyDepositCredit,
    DepositAddress,
    DepositAddresses,
    DepositHistory,
)
from binance.private.asset.dust import (
    BnbConvertibleAssets,
    ConvertDust,
    ConvertDustToBnb,
    ConvertibleAssets,
    DustLog,
)
from binance.private.asset.transfers import (
    CloudMiningHistory,
    DelegationHistory,
    UniversalTransfer,
    UniversalTransferHistory,
)
from binance.private.asset.travel_rule import (
    AddressVerifications,
    AnswerForBrokerDeposit,
    AnswerForDeposit,
    AnswerForDepositV2,
    BrokerWithdraw,
    CountryList,
    QuestionnaireRequirements,
    RegionList,
    TravelRuleDeposits,
    TravelRuleDepositsV2,
    TravelRuleWithdraw,
    TravelRuleWithdrawals,
    TravelRuleWithdrawalsV2,
    VaspList,
)
from binance.private.asset.withdrawals import (
    Withdraw,
    WithdrawAddresses,
    WithdrawHistory,
    WithdrawQuota,
)

__all__ = [
    "AccountInfo",
    "AccountSnapshot",
    "AccountStatus",
    "AddressVerifications",
    "AllCoins",
    "AnswerForBrokerDeposit",
    "AnswerForDeposit",
    "AnswerForDepositV2",
    "ApiRestrictions",
    "ApiTradingStatus",
    "ApplyDepositCredit",
    "AssetDetails",
    "AssetDividends",
    "BnbConvertibleAssets",
    "BrokerWithdraw",
    "CloudMiningHistory",
    "ConvertDust",
    "ConvertDustToBnb",
    "ConvertibleAssets",
    "CountryList",
    "DelegationHistory",
    "DepositAddress",
    "DepositAddresses",
    "DepositHistory",
    "DisableFastWithdraw",
    "DustLog",
    "EnableFastWithdraw",
    "FundingAssets",
    "QuestionnaireRequirements",
    "RegionList",
    "SetBnbBurn",
    "TradeFees",
    "TravelRuleDeposits",
    "TravelRuleDepositsV2",
    "TravelRuleWithdraw",
    "TravelRuleWithdrawals",
    "TravelRuleWithdrawalsV2",
    "UniversalTransfer",
    "UniversalTransferHistory",
    "UserAssets",
    "VaspList",
    "WalletBalances",
    "Withdraw",
    "WithdrawAddresses",
    "WithdrawHistory",
    "WithdrawQuota",
]
