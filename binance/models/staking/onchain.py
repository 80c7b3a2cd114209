"""On-chain Yields: what differs from Simple Earn's locked products."""

from decimal import Decimal

from binance.models.base import Millis
from binance.models.earn.locked import (
    LockedSubscribed,
    LockedSubscription,
    TermPosition,
    TermPreview,
)


class OnchainPosition(TermPosition):
    rewards_pay_date: Millis
    next_subscription_date: Millis | None = None


class OnchainSubscriptionPreview(TermPreview):
    rewards_pay_date: Millis


class OnchainSubscribed(LockedSubscribed):
    amount: Decimal


class OnchainSubscription(LockedSubscription):
    """`client_id` is the name that the subscriber chose, if any."""

    client_id: str | None = None
