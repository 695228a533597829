"""Words that may not stand in a tracked file, and text that is not in composed form (NFC)."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

FORBIDDEN = {
    "an unfinished piece": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X{3}:|HA" + r"CK:)"),
    "a package host": re.compile(
        r"\b(?:files\.python" + r"hosted\.org|py" + r"pi\.org|registry\.npm" + r"js\.org|"
        r"deb\.deb" + r"ian\.org|proxy\.go" + r"lang\.org)\b"
    ),
    "a path of one machine": re.compile(
        # /api/v1/work/… is an address of ours; the folders beside a checkout are not.
        r"(?<![\w.])/(?:wo" + r"rk/(?:main|shared|\.library)|ro" + r"ot|opt/" + r"cv)(?:/|\b)"
        r"|/home/[a-z]+/"
    ),
}
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
TEXT = {
    ".py", ".md", ".txt", ".in", ".toml", ".html", ".css", ".js", ".svg", ".csv", ".json", ".yml",
    ".yaml", ".cfg", ".conf", ".service", ".typ", ".po", ".sh", ".sql", "",
}  # fmt: skip
LOCKS = re.compile(r"^requirements/.*\.txt$")


def tracked(root: Path) -> list[Path]:
    """Files under version control, and new ones that are not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    return [root / name for name in sorted(listing.decode().split("\0")) if name]


def findings(root: Path) -> list[str]:
    """One line per fault: file, line, what it is."""
    found = []
    for path in tracked(root):
        if path.suffix in TEXT and path.is_file() and not path.is_symlink():
            name = path.relative_to(root).as_posix()
            found += [f"{name}{fault}" for fault in _faults(path, lock=bool(LOCKS.match(name)))]
    return found


def _faults(path: Path, *, lock: bool) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        yield ": is not UTF-8"
        return
    if lock and re.search(r"https?://", text):
        yield ": a lock names an address"
    for number, line in enumerate(text.splitlines(), 1):
        yield from (f":{number}: {what}: {line.strip()[:100]}" for what in _words(line))


def _words(line: str) -> Iterator[str]:
    yield from (what for what, pattern in FORBIDDEN.items() if pattern.search(line))
    if INVISIBLE.search(line):
        yield "an invisible character"
    if not unicodedata.is_normalized("NFC", line):
        yield "text that is not NFC"
