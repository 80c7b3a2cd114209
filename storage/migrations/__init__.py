"""The way of the tables from the first version to today's; each step is a file in versions/."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.errors import StorageError


def configuration(connection: Connection) -> Config:
    """Alembic's settings without an alembic.ini, around a connection that is open."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(connection: Connection) -> None:
    """Take the database to the newest tables, inside the caller's transaction."""
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise StorageError(f"The database is not of this version of the bot: {error}") from error
