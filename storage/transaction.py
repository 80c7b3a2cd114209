"""A transaction that cancellation can stop before its commit, but never in the middle of it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

T = TypeVar("T")


@asynccontextmanager
async def transaction(engine: AsyncEngine, begin: str) -> AsyncIterator[AsyncSession]:
    """Leaving commits, raising rolls back."""
    session = _Whole(engine, expire_on_commit=False, autoflush=False)
    try:
        await session.execute(text(begin))
        yield session
        await to_the_end(session.commit())
    finally:
        await to_the_end(session.close())  # rolls back what was not committed


class _Whole(AsyncSession):
    """A session whose statements end before a cancellation goes on.

    SQLAlchemy gives a connection up that is cancelled within a statement. SQLite does not let go of
    it, nor of its lock, before the last trace of the statement is collected.
    """

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        return await to_the_end(super().execute(*args, **kwargs))

    async def scalars(self, *args: Any, **kwargs: Any) -> Any:
        return await to_the_end(super().scalars(*args, **kwargs))

    async def scalar(self, *args: Any, **kwargs: Any) -> Any:
        return await to_the_end(super().scalar(*args, **kwargs))


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Finish even when cancelled meanwhile; the cancellation goes on afterwards.

    The statement runs in SQLite's thread whether somebody waits or not. Not waiting would let the
    next transaction in before this one is over.
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
