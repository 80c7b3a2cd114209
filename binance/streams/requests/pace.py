"""How often connections to a WebSocket API may be opened: each is charged weight."""

import asyncio

from binance.errors import RateLimited
from binance.limits import Limits, Priority
from binance.streams.pace import Pacing

HANDSHAKE = {"api": 2, "fapi": 5, "dapi": 5}
"""The weight of a connection, by family."""


class WeighedPace:
    """Also pays the weight of each connection, and thereby keeps silent during a ban."""

    def __init__(self, pace: Pacing, limits: Limits, api: str) -> None:
        self._pace, self._limits, self._api = pace, limits, api

    async def wait(self) -> None:
        await self._pace.wait()
        while not await self._paid():
            pass

    async def _paid(self) -> bool:
        weight = HANDSHAKE[self._api]
        try:
            admission = await self._limits.admit_weight(
                weight, api=self._api, priority=Priority.HIGH
            )
        except RateLimited as error:
            await asyncio.sleep(max(error.retry_after, 0.1))
            return False
        await admission.settle(None, ok=True)
        return True
