from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from congvu.project.health import log


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a logger of ours writes in production, without touching the suite's own logging."""
    stream = io.StringIO()
    formatter = dict(log.config(level="INFO", style="json")["formatters"]["events"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter.pop("()")(**formatter))
    logger = logging.getLogger("congvu.trying")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield stream
    logger.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    "key",
    ["password", "old_password", "token", "access_token", "secret_key", "Authorization",
     "session_key", "sessionid", "cookie", "otp", "recovery_codes", "api_key", "passwd"],
)  # fmt: skip
def test_values_of_secret_keys_are_never_written(written, key):
    logging.getLogger("congvu.trying").info(
        "event", extra={key: "lộ-rồi", "facts": {key: "lộ-rồi"}}
    )
    assert "lộ-rồi" not in written.getvalue()
    assert lines(written)[0]["facts"] == {key: log.HIDDEN}


@pytest.mark.parametrize(
    "text",
    ["password=hunter2", "connect to postgresql://congvu:hunter2@db/congvu failed",
     '{"token": "hunter2"}', "Authorization: hunter2"],
)  # fmt: skip
def test_secrets_inside_texts_are_blanked(written, text):
    logging.getLogger("congvu.trying").info(text)
    assert "hunter2" not in written.getvalue()
    assert log.HIDDEN in written.getvalue()


def test_a_secret_in_a_traceback_is_blanked(written):
    try:
        raise ValueError("bad url postgresql://congvu:hunter2@db/congvu")
    except ValueError:
        logging.getLogger("congvu.trying").exception("failed")
    event = lines(written)[0]
    assert "ValueError" in str(event["exception"])
    assert "hunter2" not in written.getvalue()


def test_an_event_is_one_json_line_with_its_keys_and_the_request(written):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("congvu.trying").info("job_done", extra={"job": "thư\nmới", "n": 1})
    (event,) = lines(written)
    assert event["event"] == "job_done"
    assert (event["job"], event["n"], event["request_id"]) == ("thư\nmới", 1, "r-1")
    assert (event["level"], event["logger"]) == ("info", "congvu.trying")
    assert str(event["timestamp"]).endswith("Z")
