"""Message catalogues without gettext: ``.po`` as people edit it to ``.mo`` as Python reads it."""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable
from pathlib import Path

MAGIC = 0x950412DE
HEADER_BYTES = 28


def parse(text: str) -> dict[str, str]:
    """Messages of a ``.po``: plain, with context and with plurals; untranslated ones are left out.

    :raises ValueError: a line that is none of these
    """
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    key = ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if not line:
            _keep(entry, found)
            entry = {}
        elif line.startswith('"'):
            entry[key] += ast.literal_eval(line)
        elif line.startswith("msg"):
            key, _, rest = line.partition(" ")
            entry[key] = ast.literal_eval(rest)
        elif not line.startswith("#"):
            raise ValueError(f"unreadable line in a catalogue: {line!r}")
    return found


def _keep(entry: dict[str, str], found: dict[str, str]) -> None:
    if "msgid" not in entry:
        return
    key = entry["msgid"]
    if "msgid_plural" in entry:
        key += "\0" + entry["msgid_plural"]
    if "msgctxt" in entry:
        key = entry["msgctxt"] + "\x04" + key
    forms = [value for name, value in sorted(entry.items()) if name.startswith("msgstr")]
    if all(forms):
        found[key] = "\0".join(forms)


def compiled(messages: dict[str, str]) -> bytes:
    """The binary catalogue (GNU format, little-endian, sorted)."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    keys_at = HEADER_BYTES
    values_at = keys_at + 8 * len(pairs)
    start = values_at + 8 * len(pairs)
    key_table, start, key_bytes = _table((key for key, _ in pairs), start)
    value_table, _, value_bytes = _table((value for _, value in pairs), start)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), keys_at, values_at, 0, 0)
    return head + key_table + value_table + key_bytes + value_bytes


def _table(texts: Iterable[bytes], start: int) -> tuple[bytes, int, bytes]:
    table, body = b"", b""
    for text in texts:
        table += struct.pack("<2I", len(text), start + len(body))
        body += text + b"\0"
    return table, start + len(body), body


def sources(root: Path) -> list[Path]:
    return sorted(root.rglob("locale/*/LC_MESSAGES/*.po"))


def build(source: Path) -> bytes:
    return compiled(parse(source.read_text(encoding="utf-8")))
