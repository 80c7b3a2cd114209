"""What happens to users' accounts, for as many users as there are.

users = UserStreams(binance.hosts, binance.clock, binance.limits)
users.follow(1, signer)
async for event in users.events():  # with its run() as a task
...
"""

from binance.streams.events import AccountEvent, Ended, Resumed, UserEvent
from binance.streams.users.contracts.streams import ContractEvent, ContractUserStreams
from binance.streams.users.hearing import Presence
from binance.streams.users.margin.holder import MarginUserEvent
from binance.streams.users.margin.isolated import IsolatedUserStreams
from binance.streams.users.margin.streams import MarginUserStreams
from binance.streams.users.spot.streams import UserStreams

__all__ = [
    "AccountEvent",
    "ContractEvent",
    "ContractUserStreams",
    "Ended",
    "IsolatedUserStreams",
    "MarginUserEvent",
    "MarginUserStreams",
    "Presence",
    "Resumed",
    "UserEvent",
    "UserStreams",
]
