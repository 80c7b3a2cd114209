"""A transaction that cancellation can stop before its commit, but never in the middle of it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

T = TypeVar("T")


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Leaving commits, raising rolls back.

    It begins with the first statement, by the engine's execution option `begin`.
    """
    session = AsyncSession(engine, expire_on_commit=False, autoflush=False)
    try:
        yield session
        await to_the_end(session.commit())
    finally:
        await to_the_end(session.close())  # rolls back what was not committed


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Finish even when cancelled meanwhile; the cancellation goes on afterwards.

    It is done in SQLite's thread whether somebody waits or not. Not waiting would let the next
    transaction in before this one is over.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result
