"""Pictures: header, size in pixels, and the integrity that the format carries."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from congvu.core.files.checks.facts import Facts
from congvu.core.files.errors import Flaw

MOST_PIXELS = 250_000_000
"""An A0 plan at 400 dpi; beyond that a picture is a decompression bomb."""
MOST_FRAMES = 2_000

FORMATS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "TIFF": "tiff"}


def check(path: Path) -> Facts:
    """A picture that decodes as what it claims; the frames of a TIFF are its pages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return _facts(path)
        except Image.DecompressionBombError:
            raise Flaw("pixels") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
            raise Flaw("broken") from None


def _facts(path: Path) -> Facts:
    with Image.open(path, formats=["PNG", "JPEG", "TIFF"]) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise Flaw("pixels")
        kind = FORMATS[picture.format or ""]
        frames = int(getattr(picture, "n_frames", 1)) if kind == "tiff" else 1
        if frames > MOST_FRAMES:
            raise Flaw("pixels")
        if kind != "tiff":  # counting frames has walked a TIFF from end to end
            picture.verify()
    return Facts(kind, frames)
