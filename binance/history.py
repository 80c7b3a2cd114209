"""What questions about long lists and about the past have in common."""

from pydantic import BaseModel, Field

from binance.request import Moment
from binance.rules import within


class Paging(BaseModel):
    """Which page, counted from 1, and how many rows a page has."""

    current: int | None = Field(None, ge=1)
    size: int | None = Field(None, ge=1)


class Span(BaseModel):
    """From a time to a time."""

    start_time: Moment | None = None
    end_time: Moment | None = None


class History(Paging, Span):
    """A page of what happened in a span of time; without times, in the last 30 days.

    The trap is one time alone: most products then tell of the 30 days after `start_time`, or
    before `end_time`, and not of all that followed or went before.
    """


# Binance counts calendar months, so a span may be as long as such months can be.
THREE_MONTHS = within(days=92)
SIX_MONTHS = within(days=184)
ONE_YEAR = within(days=366)
