"""The words and numbers that sub-accounts have for themselves."""

from binance.models.base import OpenEnum, OpenIntEnum


class FuturesType(OpenIntEnum):
    USDT_MARGINED = 1
    COIN_MARGINED = 2


class FuturesTransferType(OpenIntEnum):
    """Between wallets of one sub-account."""

    SPOT_TO_USDT_FUTURES = 1
    USDT_FUTURES_TO_SPOT = 2
    SPOT_TO_COIN_FUTURES = 3
    COIN_FUTURES_TO_SPOT = 4


class MarginTransferType(OpenIntEnum):
    """Between wallets of one sub-account."""

    SPOT_TO_MARGIN = 1
    MARGIN_TO_SPOT = 2


class TransferWay(OpenIntEnum):
    IN = 1
    OUT = 2


class AccountType(OpenEnum):
    """Wallets of a member of the family; ALPHA only exchanges with ALPHA."""

    SPOT = "SPOT"
    USDT_FUTURE = "USDT_FUTURE"
    COIN_FUTURE = "COIN_FUTURE"
    MARGIN = "MARGIN"
    ISOLATED_MARGIN = "ISOLATED_MARGIN"
    ALPHA = "ALPHA"


class FuturesAccountType(OpenEnum):
    USDT_FUTURE = "USDT_FUTURE"
    COIN_FUTURE = "COIN_FUTURE"


class MarginAccountType(OpenEnum):
    MARGIN = "MARGIN"
    ISOLATED_MARGIN = "ISOLATED_MARGIN"


class TransferDirection(OpenEnum):
    """Seen from the managed sub-account."""

    FROM = "FROM"
    TO = "TO"


class TransferStatus(OpenEnum):
    PROCESS = "PROCESS"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"


class ProductType(OpenEnum):
    UM = "UM"
    OPTION = "OPTION"


class IpRestrictionStatus(OpenIntEnum):
    """From where a key may be used; the third kind exists for new keys only."""

    UNRESTRICTED = 1
    TRUSTED_IPS = 2
    THIRD_PARTY = 3
