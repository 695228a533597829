"""Child processes that end when their parent ends."""

from __future__ import annotations

import ctypes
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def die_with_parent() -> None:
    """Run in the child before exec: on Linux the kernel ends it when the parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def start(
    command: Sequence[str], *, env: dict[str, str], cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a child in its own group, so that Ctrl-C reaches it only through the parent."""
    return subprocess.Popen(
        command, env=env, cwd=cwd, start_new_session=True, preexec_fn=die_with_parent
    )


def stop(children: Sequence[subprocess.Popen[bytes]], seconds: float = 20) -> None:
    """Ask every child to end, wait, and end by force what is still there."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + seconds
    for child in children:
        try:
            child.wait(timeout=max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_ANYONE = ssl.create_default_context()
"""Asks only whether our own child answers, so its certificate does not matter."""
_ANYONE.check_hostname = False
_ANYONE.verify_mode = ssl.CERT_NONE


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2, context=_ANYONE) as response:
            return int(response.status) < 500
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False
