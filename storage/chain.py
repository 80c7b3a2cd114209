"""Following the audit's chain in a database that the running bot may have open."""

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from storage import files
from storage.audit import Audit, Chain
from storage.engine import READER, connect
from storage.errors import StorageError
from storage.repository import utc_now
from storage.transaction import transaction


async def audited(url: str) -> Chain:
    """Read every entry of the audit, changing nothing; `StorageError` if there is none."""
    path = files.path_of(url)
    if not path.exists():
        raise StorageError(f"There is no database at {path}")
    try:
        return await _follow(path)
    except DBAPIError as error:
        raise StorageError(f"The audit of {path} cannot be read: {error.orig}") from error


async def _follow(path: Path) -> Chain:
    engine = connect(path, READER, connections=1)
    try:
        async with transaction(engine.execution_options(begin="BEGIN")) as session:
            return await Audit(session, utc_now).chain()
    finally:
        await engine.dispose()
