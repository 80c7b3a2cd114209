"""What questions about the past of a futures account have in common."""

from pydantic import BaseModel, Field

from binance.history import Span
from binance.request import Moment


class Rows(Span):
    """Rows of a span of time, and how many at most."""

    limit: int | None = Field(None, ge=1)


class DownloadSpan(BaseModel):
    """What a downloaded history is of; a year at most."""

    start_time: Moment
    end_time: Moment


class OneDownload(BaseModel):
    """A download that was asked for before."""

    download_id: str
