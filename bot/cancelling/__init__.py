"""Taking orders back, on any market: written down first, and told when it is certain.

A wish is kept until its answer is in the chat, so that a crash between the two leaves nobody
without one: whoever starts next goes on with it.
"""

from bot.cancelling.service import Cancelling
from bot.cancelling.wanted import Wanted, kept, kept_before

__all__ = ["Cancelling", "Wanted", "kept", "kept_before"]
