"""Answers that say little: that it was done, or what was refused of several things."""

from binance.classify import classify
from binance.errors import BinanceError
from binance.models.base import Model


class Done(Model):
    """It was done; anything else is an error."""

    code: int
    msg: str


class Refusal(Model):
    """Why one order of a batch was not carried out, in the place of that order."""

    code: int
    msg: str

    @property
    def error(self) -> BinanceError:
        """What the same refusal of a single order raises; `Unknown` asks for a look at it."""
        return classify(400, self.code, self.msg, api="fapi")
