"""What a signature looks like on the paper (NĐ 30/2020/NĐ-CP, Phụ lục I, IV), drawn with typst.

Drawn as PDF/A so that a signed PDF/A stays one.
"""

from __future__ import annotations

import base64
import io
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from PIL import Image
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from congvu.core.kernel.clock import VIETNAM
from congvu.office.signing.choices import CopyForm
from congvu.office.signing.places import BELOW, Place

SHEETS = Path(__file__).resolve().parent / "sheets"
TEST_MARK = "CHỮ KÝ THỬ NGHIỆM"
STANDARD: Final = "a-2b"
"""Part 1 of PDF/A would forbid pictures with a clear ground."""

DESCENT = 0.13
"""How far Times reaches below its line, in parts of its size."""

_own = threading.local()
_WHOLE_BOX = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0),
    inner_content_scaling=InnerScaling.NO_SCALING,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A transparent PNG: the signature of a person or the seal of an agency."""

    png: bytes


@dataclass(frozen=True, slots=True)
class NumberDate:
    """What is printed onto the blank places of page 1; day and month as the law writes them."""

    number: str
    day: date

    @property
    def words(self) -> tuple[str, str, str, str]:
        month = f"{self.day:%m}" if self.day.month < 3 else str(self.day.month)
        return self.number, f"{self.day:%d}", month, f"{self.day:%Y}"


@dataclass(frozen=True, slots=True)
class AnnexLines:
    """Annex in a file of its own: number and notation of the letter, time of signing."""

    code: str


@dataclass(frozen=True, slots=True)
class CopyLines:
    """Electronic copy: its form, the agency that copies, time of signing."""

    form: CopyForm
    agency: str


Content = Picture | NumberDate | AnnexLines | CopyLines


def moment(at: datetime) -> str:
    """Signing time as the law writes it: ISO 8601 with Vietnam's zone."""
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def style_of(content: Content, place: Place, *, at: datetime, is_test: bool) -> StaticStampStyle:
    """The stamp of a signature that is put at ``place``."""
    data: dict[str, Any] = {
        "width": round(place.width, 2), "height": round(place.height, 2), "svg": "", "lines": [],
        "slots": [], "mark": TEST_MARK if is_test else "",
    }  # fmt: skip
    match content:
        case Picture(png):
            data["svg"] = _svg(png)
        case NumberDate():
            data["slots"] = _slots(content, place)
        case AnnexLines(code):
            data["lines"] = [code, moment(at)]
        case CopyLines(form, agency):
            data["lines"] = [str(form), agency, moment(at)]
    drawn = _drawn(json.dumps(data, ensure_ascii=False))
    return StaticStampStyle(
        background=_DrawnPage(drawn), background_layout=_WHOLE_BOX, border_width=0
    )


class _DrawnPage(ImportedPdfPage):  # type: ignore[misc]
    """A page of a PDF in memory; pyHanko's own takes files only."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__("")
        self.pdf = pdf

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self.pdf))
        drawn = self._ensure_writer.import_page_as_xobject(reader)
        name = f"/Dau{secrets.token_hex(8)}"
        self.resources.xobject[name] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return f"{name} Do".encode()


def _slots(content: NumberDate, place: Place) -> list[dict[str, Any]]:
    styles = (("normal", 13.0), *[("italic", 13.5)] * 3)
    up = BELOW + DESCENT * 13
    return [
        {"x": round(middle - place.box[0], 2), "text": word, "style": style, "size": size, "up": up}
        for word, middle, (style, size) in zip(content.words, place.slots, styles, strict=False)
    ]


@lru_cache(maxsize=64)
def _svg(png: bytes) -> str:
    """The picture inside an SVG: the compiler takes pictures as text, and reads no files."""
    with Image.open(io.BytesIO(png)) as picture:
        width, height = picture.size
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"><image '
        f'width="{width}" height="{height}" xlink:href="data:image/png;base64,{data}"/></svg>'
    )


@lru_cache(maxsize=64)
def _drawn(data: str) -> bytes:
    return compile_stamp({"data": data})


def compile_stamp(inputs: Mapping[str, str]) -> bytes:
    """The stamp's page as PDF/A."""
    drawn = _compiler().compile(
        input=SHEETS / "stamp.typ",
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards=[STANDARD],
        pdf_tags=False,
        timestamp=datetime(2000, 1, 1, tzinfo=UTC),
    )
    if not isinstance(drawn, bytes):
        raise TypeError("stamp.typ: no PDF")
    return drawn


def _compiler() -> typst.Compiler:
    found: typst.Compiler | None = getattr(_own, "compiler", None)
    if found is None:
        found = _own.compiler = typst.Compiler(root=SHEETS, font_paths=_fonts())
    return found


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()
