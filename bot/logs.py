"""Logs that never hold a secret, at any level.

Libraries that print URLs, frames or parameters stay at WARNING whatever the level, and what is
written at last passes one net that knows how our secrets look.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

LOUD = (
    "httpx", "httpcore", "websockets", "aiosqlite", "sqlalchemy", "alembic", "telegram", "uvicorn",
    "asyncio", "PIL", "matplotlib", "hpack", "babel",
)  # fmt: skip

# A secret begins after anything else than a letter, or after a line end that repr or JSON spelt.
BEGINS = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt]))"

SECRETS = (
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*-----|\Z)", re.DOTALL),
        "[key]",
    ),
    (re.compile(r"(?<!\d)\d{5,}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE), "[token]"),
    (re.compile(BEGINS + r"(?<![_-])[A-Za-z0-9_-]{43}="), "[key]"),
    (
        re.compile(r"""(signature\\?["']?\s*[=:]\s*\\?["']?)[^&\s"'\\\[]+"""),
        r"\1[signature]",
    ),
    (re.compile(BEGINS + r"gAAAA[A-Za-z0-9_=-]{40,}"), "[sealed]"),
    (re.compile(BEGINS + r"[A-Za-z0-9]{64}(?![A-Za-z0-9])"), "[64 characters]"),
    (re.compile(r"(/keys/)[A-Za-z0-9_-]{43}"), r"\1[ticket]"),
    (re.compile(r"/setkey(@\w+)?\s+(?!\[removed\])\S.*"), "/setkey [removed]"),
)


def redact(text: str) -> str:
    """The text without anything that looks like a token, key, signature or sealed secret."""
    for pattern, replacement in SECRETS:
        text = pattern.sub(replacement, text)
    return text


def _redacted(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Take secrets out before JSON joins all on one line, of which nothing else may be lost."""
    return {
        name: redact(value) if isinstance(value, str) else value for name, value in event.items()
    }


class _Redacting(logging.Formatter):
    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record))


def configure(*, level: str, as_json: bool) -> None:
    """Send every log line of the process to standard error, redacted."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    tail: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        tail += [structlog.processors.format_exc_info, _redacted]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[*tail, renderer]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting(formatter))
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _ended_by
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _ended_by(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the process: Python itself would print it past the net."""
    logging.getLogger(__name__).critical("ended by an error", exc_info=(kind, error, trace))
