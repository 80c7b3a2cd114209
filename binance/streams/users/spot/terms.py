"""On what terms connections are opened and subscriptions asked for."""

from dataclasses import dataclass

from binance.clock import ServerClock
from binance.limits import Limits
from binance.streams.connection import SocketPolicy, loop_time
from binance.streams.pace import Pace

WEIGHT = 2  # of a subscription


class Tempo:
    """How fast subscriptions may be asked for: never for all the weight that Binance allows.

    When everybody must be subscribed again, two thirds of a minute's 6,000 may go into it, and the
    rest stays for whoever else uses it. A change of connections that nobody is waiting for
    takes a tenth.
    """

    def __init__(self) -> None:
        self._any = Pace(2000, 60.0, now=loop_time)
        self._calm = Pace(5, 1.0, now=loop_time)

    async def wait(self, *, calm: bool) -> None:
        if calm:
            await self._calm.wait()
        await self._any.wait()


@dataclass(frozen=True)
class Terms:
    """What all connections share.

    `quiet` is after how many seconds of silence a connection is asked whether it still lives.
    """

    url: str
    clock: ServerClock
    limits: Limits
    policy: SocketPolicy
    tempo: Tempo
    recv_window: int
    quiet: float
