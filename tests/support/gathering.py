"""Many questions at once, to an account that a test plays."""

from typing import Any

from binance.errors import BinanceError


class Gathers:
    """Answers as `Account.gather` does: in order, with errors among the answers."""

    async def send(self, request: Any) -> Any:
        raise NotImplementedError

    async def gather(self, requests: Any, **_: Any) -> list[Any]:
        answers = []
        for one in requests:
            try:
                answers.append(await self.send(one))
            except BinanceError as error:
                answers.append(error)
        return answers
