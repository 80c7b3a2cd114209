"""People's accounts as they move: each fill is kept, told once, and found if it was missed."""

from bot.following.every_market import EveryMarket, Follows, beside_spot
from bot.following.spot_followers import SpotFollowers

__all__ = ["EveryMarket", "Follows", "SpotFollowers", "beside_spot"]
