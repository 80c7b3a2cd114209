"""The words in which Binance speaks of spot orders and of lists of them; some serve futures."""

from enum import StrEnum

from binance.models.base import OpenEnum


class MayBeListed:
    """An order that may hang together with others in a list."""

    order_list_id: int

    @property
    def is_listed(self) -> bool:
        """Whether it is one of a list: -1 stands for none, and 0 is a number like any other."""
        return self.order_list_id >= 0


class Side(OpenEnum):
    BUY = "BUY"
    SELL = "SELL"


class OrderType(OpenEnum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"
    STOP_LOSS = "STOP_LOSS"
    STOP_LOSS_LIMIT = "STOP_LOSS_LIMIT"
    TAKE_PROFIT = "TAKE_PROFIT"
    TAKE_PROFIT_LIMIT = "TAKE_PROFIT_LIMIT"
    LIMIT_MAKER = "LIMIT_MAKER"


class TimeInForce(OpenEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class OrderStatus(OpenEnum):
    NEW = "NEW"
    PENDING_NEW = "PENDING_NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    PENDING_CANCEL = "PENDING_CANCEL"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    EXPIRED_IN_MATCH = "EXPIRED_IN_MATCH"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to the order."""
        return self in _FINAL


_FINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.EXPIRED_IN_MATCH,
    }
)


class NewOrderRespType(StrEnum):
    """How much the answer to a new order tells; with ACK not even its status."""

    ACK = "ACK"
    RESULT = "RESULT"
    FULL = "FULL"


class SelfTradePreventionMode(OpenEnum):
    """Which of two orders of one account gives way before they would trade with each other."""

    NONE = "NONE"
    EXPIRE_TAKER = "EXPIRE_TAKER"
    EXPIRE_MAKER = "EXPIRE_MAKER"
    EXPIRE_BOTH = "EXPIRE_BOTH"
    DECREMENT = "DECREMENT"
    TRANSFER = "TRANSFER"


class PegPriceType(OpenEnum):
    """From which side of the book a pegged order takes its price: its own, or the other one."""

    PRIMARY_PEG = "PRIMARY_PEG"
    MARKET_PEG = "MARKET_PEG"


class PegOffsetType(OpenEnum):
    PRICE_LEVEL = "PRICE_LEVEL"


class WorkingFloor(OpenEnum):
    """Where an order is worked on: in its own book, or by smart order routing."""

    EXCHANGE = "EXCHANGE"
    SOR = "SOR"


class CancelRestrictions(StrEnum):
    """In which state alone an order is to be cancelled."""

    ONLY_NEW = "ONLY_NEW"
    ONLY_PARTIALLY_FILLED = "ONLY_PARTIALLY_FILLED"


class ContingencyType(OpenEnum):
    """How the orders of a list hang together; an OTOCO, OPO or OPOCO is reported as OTO."""

    OCO = "OCO"
    OTO = "OTO"


class ListStatusType(OpenEnum):
    RESPONSE = "RESPONSE"
    EXEC_STARTED = "EXEC_STARTED"
    UPDATED = "UPDATED"
    ALL_DONE = "ALL_DONE"


class ListOrderStatus(OpenEnum):
    EXECUTING = "EXECUTING"
    ALL_DONE = "ALL_DONE"
    REJECT = "REJECT"
