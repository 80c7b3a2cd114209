"""Reading an answer; what does not fit is named by its place and never quoted."""

from typing import TypeVar

from pydantic import ValidationError

from binance.errors import BinanceError, Unknown, Unreadable
from binance.request import Request

T = TypeVar("T")


def decoded(request: Request[T], body: bytes) -> T:
    """Read an answer; one to an order that cannot be read leaves its fate unknown."""
    try:
        model: T = request.read(body)
    except ValidationError as error:
        failure = unreadable(request, error)
    else:
        return model
    raise failure  # out here it has no context, hence no trace of the values


def unreadable(request: Request[T], error: ValidationError) -> BinanceError:
    """Say where an answer did not fit: pydantic's own text quotes the values, a user's."""
    what = f"the answer to {request.method} {request.path} does not fit"
    if not request.reads:
        return Unknown(what)
    places = {".".join(map(str, problem["loc"])) for problem in error.errors()}
    where = ", ".join(sorted(places)[:3]) or "JSON"
    return Unreadable(f"{what} at {where}")
