"""Events with keys: one JSON object per line in production, one readable line elsewhere."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

SECRET = re.compile(
    r"pass(word|wd|phrase)?$|passwd|password|secret|token|authori[sz]ation|cookie|session(id|_key)"
    r"|otp|private_key|recovery|api_?key",
    re.IGNORECASE,
)
HIDDEN = "***"
IN_TEXT = re.compile(
    r"((?:password|passwd|secret|token|authorization)[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
    r"|(\w+://[^:/\s]+:)[^@\s]+(@)",
    re.IGNORECASE,
)


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Blank the value of every key that names a secret, and secrets written into texts."""
    return {key: _hide(key, value) for key, value in event.items()}


def _hide(key: str, value: Any) -> Any:
    if SECRET.search(str(key)):
        return HIDDEN
    if isinstance(value, MutableMapping):
        return {name: _hide(str(name), item) for name, item in value.items()}
    if isinstance(value, str):
        return IN_TEXT.sub(lambda m: f"{m[1]}{HIDDEN}" if m[1] else f"{m[3]}{HIDDEN}{m[4]}", value)
    return value


def config(*, level: str, style: str) -> dict[str, Any]:
    """Django's ``LOGGING``: everything goes to standard error, where the service manager reads.

    :param level: of our own events; libraries speak from WARNING
    :param style: ``json`` or ``text``
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "congvu": {"level": level},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
