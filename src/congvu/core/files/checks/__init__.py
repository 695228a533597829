"""What stands behind the first bytes: each type is opened far enough to know that it is whole.

A check takes a local path and gives :class:`Facts`, or raises ``Flaw`` with a key of
``errors.REASONS``. Checks run on hostile input inside a request: they are bounded in memory
and time, and none of them follows a reference out of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from congvu.core.files.checks import archive, image, ole, pdf, plain, xml
from congvu.core.files.checks.facts import Facts
from congvu.core.files.sniff import HEAD, sniff

CHECKS: dict[str, Callable[[Path], Facts]] = {
    "pdf": pdf.check,
    "zip": archive.check,
    "ole": ole.check,
    "png": image.check,
    "jpg": image.check,
    "tiff": image.check,
    "rtf": plain.check_rtf,
    "xml": xml.check,
    "text": plain.check,
}


def inspect(path: Path) -> Facts:
    """Type and page count of a file, from its content alone.

    A foreign type (a program, a web page) comes back as its kind without being opened.

    :raises Flaw: broken, locked or dangerous
    """
    with path.open("rb") as stream:
        found = sniff(stream.read(HEAD))
    check = CHECKS.get(found)
    return check(path) if check else Facts(found)
