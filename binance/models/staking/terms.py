"""The words of staking."""

from binance.models.base import OpenEnum


class StakedEth(OpenEnum):
    """What stands for staked ETH: WBETH grows in worth, BETH is one for one and does not."""

    WBETH = "WBETH"
    BETH = "BETH"


class BoostRewardType(OpenEnum):
    """Boost rewards that were claimed, or that fell due."""

    CLAIM = "CLAIM"
    DISTRIBUTE = "DISTRIBUTE"


class StakingStatus(OpenEnum):
    """How far a swap has come; redemptions take days."""

    SUCCESS = "SUCCESS"
