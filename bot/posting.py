"""The one POST of an intent, and the verdict on what came of it."""

import logging

from binance.errors import BinanceError, Rejected, Unknown, Unsent
from bot.accounts import Connected
from bot.door import Door
from bot.intents import Intents, deed_in
from bot.latest_orders import LatestOrders
from bot.refusals import Refused
from storage import OrderIntent

log = logging.getLogger(__name__)


class Posting:
    """Sends what was written down, once for each turn that it has."""

    def __init__(self, door: Door, intents: Intents, latest: LatestOrders | None = None) -> None:
        self._door, self._intents = door, intents
        self._latest = latest or LatestOrders()

    async def post(self, connected: Connected, intent: OrderIntent) -> None:
        """Send it; whoever calls must be the only one who ever does, and hold it under way."""
        deed = deed_in(intent)
        self._latest.note(intent.key_id, intent.market)
        try:
            answer = await self._door.send(connected, deed.request)
        except Unsent as error:
            await self._intents.unsent(intent, error)
        except Refused as error:
            await self._intents.not_sent(intent, error)
        except Rejected as error:
            settled = deed.settled_by(error)
            if settled is None:
                await self._intents.rejected(intent, error)
            else:
                await self._intents.accepted(intent, settled)
        except BinanceError as error:
            log.warning("outcome of %s unknown: %r", intent.client_order_id, error)
            await self._intents.unknown(intent, error if isinstance(error, Unknown) else None)
        else:
            await self._intents.accepted(intent, deed.placed(answer))
