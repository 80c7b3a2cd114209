"""What the futures answer when they cannot tell what is asked about."""

from __future__ import annotations

from sandbox.exchange.wire.errors import ApiError


def bad_pair() -> ApiError:
    return ApiError(-4144, "Invalid pair")


def bad_contract_type() -> ApiError:
    return ApiError(-4104, "Invalid contract type")


def bad_depth_limit(limit: int) -> ApiError:
    return ApiError(-4021, f"'{limit}' is not valid depth limit.")


def too_long(days: int) -> ApiError:
    return ApiError(-4165, f"Maximum time interval is {days} days")


def too_many_hours(hours: int) -> ApiError:
    return ApiError(-1127, f"More than {hours} hours between startTime and endTime.")
