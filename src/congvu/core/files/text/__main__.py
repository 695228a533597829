"""The child: ``python -m congvu.core.files.text``, one request as JSON in, one answer out."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from congvu.core.files.text import pictures, words


def main() -> None:
    """Set the limits on this process, then read; a crash is the answer of a hostile file."""
    asked = json.load(sys.stdin)
    memory = int(asked["memory"])
    seconds = int(asked["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    path, kind, folder = Path(asked["path"]), asked["kind"], Path(asked["folder"])
    text, truncated = words.read(path, kind, limit=int(asked["characters"]))
    pages = pictures.draw(path, kind, numbers=asked["pages"], folder=folder)
    json.dump({"text": text, "truncated": truncated, "pages": pages}, sys.stdout)


if __name__ == "__main__":
    main()
