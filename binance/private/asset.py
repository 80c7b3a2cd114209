"""The wallet.

https://developers.binance.com/docs/wallet
"""

from binance.models import wallet
from binance.request import Private, Security


class ApiRestrictions(
    Private[wallet.ApiRestrictions],
    endpoint="GET /sapi/v1/account/apiRestrictions",
    security=Security.USER_DATA,
):
    """What the key that signs this request may do."""
