"""Pages of a file as PNG, for the preview beside a list and for phones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

WIDTH = 1000
"""Pixels: sharp on a laptop's half screen, about 120 dpi for A4."""
HEIGHT = 3000


def draw(path: Path, kind: str, *, numbers: Iterable[int], folder: Path) -> list[int]:
    """Write ``<n>.png`` for the wanted page numbers (from 1); returns those that exist."""
    drawer = DRAWERS.get(kind)
    return drawer(path, numbers, folder) if drawer else []


def _pdf(path: Path, numbers: Iterable[int], folder: Path) -> list[int]:
    document = pypdfium2.PdfDocument(path)
    document.init_forms()  # signatures, with number, date and seal, are drawn as form fields
    drawn = [number for number in numbers if 1 <= number <= len(document)]
    for number in drawn:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0))
        picture = page.render(scale=scale).to_pil()
        _save(picture, folder, number)
        page.close()
    return drawn


def _picture(path: Path, numbers: Iterable[int], folder: Path) -> list[int]:
    with Image.open(path, formats=["PNG", "JPEG", "TIFF"]) as source:
        frames = int(getattr(source, "n_frames", 1)) if source.format == "TIFF" else 1
        drawn = [number for number in numbers if 1 <= number <= frames]
        for number in drawn:
            source.seek(number - 1)
            source.draft("RGB", (WIDTH, HEIGHT))
            upright = ImageOps.exif_transpose(source)
            shown = upright.convert("L" if upright.mode in {"1", "L"} else "RGB")
            shown.thumbnail((WIDTH, HEIGHT))
            _save(shown, folder, number)
    return drawn


DRAWERS: dict[str, Callable[[Path, Iterable[int], Path], list[int]]] = {
    "pdf": _pdf,
    "png": _picture,
    "jpg": _picture,
    "tiff": _picture,
}


def _save(picture: Image.Image, folder: Path, number: int) -> None:
    picture.save(folder / f"{number}.png", compress_level=3)
