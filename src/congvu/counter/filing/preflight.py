"""A look at a file before it is filed: blank, blurred, skewed, too coarse, expired, badly signed.

Plain Python on Pillow; what it finds is advice to the citizen and a note to the desk, never a
refusal: a photograph of a snowfield is blank too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import IO

from PIL import Image, ImageFilter, ImageOps, ImageStat

from congvu.office.signing.verification import Report, Verdict

MOST_PAGES = 5
WIDTH = 1000
"""Pixels across at which sharpness is measured, so that one measure fits all scans."""
BLANK_SPREAD = 2.5
"""Standard deviation of grey (0-255) below which a page has nothing on it."""
INK = 110
"""How much darker than the paper a pixel must be to count as ink."""
SHARP = 60.0
"""Variance of the Laplacian where there is ink; printed text has hundreds."""
COARSE = 700
"""Fewer pixels across than this cannot be read in print."""
ANGLES = tuple(step / 2 for step in range(-20, 21))
SKEWED = 2.0
"""Degrees."""

TEXTS = {
    "blank": "Trang {page} trắng. Hãy kiểm tra lại mặt giấy đã quét.",
    "blurred": "Trang {page} bị mờ, khó đọc. Hãy chụp hoặc quét lại, giữ máy yên và đủ sáng.",
    "skewed": "Trang {page} bị nghiêng {angle}°. Hãy đặt giấy ngay ngắn rồi quét lại.",
    "coarse": "Trang {page} có độ phân giải thấp. Hãy quét lại ở 200 dpi trở lên.",
    "expired": "Giấy tờ hết giá trị từ ngày {day}. Hãy nộp bản còn giá trị.",
    "repeated": "Tệp này có cùng nội dung với “{name}” đã tải lên. Vẫn nộp được; hãy gỡ nếu nhầm.",
    "filed_before": "Tệp này đã nộp trong hồ sơ {dossier} ngày {day}. Vẫn nộp được; hãy kiểm tra nếu "
    "định nộp giấy khác.",
    "unsigned": "Tệp PDF không có chữ ký số. Nếu giấy tờ này phải ký số, hãy nộp bản đã ký.",
    "broken": "Chữ ký số của tệp không hợp lệ: nội dung đã bị sửa sau khi ký hoặc chữ ký hỏng.",
    "unknown": "Chưa đủ thông tin để xác nhận chữ ký số của tệp.",
}
MILD = frozenset({"unsigned", "unknown", "repeated", "filed_before"})


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    text: str
    page: int = 0

    def to_json(self) -> dict[str, str | int]:
        return {
            "code": self.code, "text": self.text, "page": self.page, "mild": self.code in MILD,
        }  # fmt: skip


def _found(code: str, page: int = 0, **words: object) -> Finding:
    return Finding(code, TEXTS[code].format(page=page, **words), page)


def expired(until: date | None, today: date) -> list[Finding]:
    if until is None or until >= today:
        return []
    return [_found("expired", day=f"{until:%d/%m/%Y}")]


def repeated(name: str) -> Finding:
    """The same bytes stand in the draft already."""
    return _found("repeated", name=name)


def filed_before(dossier: str, day: date) -> Finding:
    """The same bytes were filed with another dossier."""
    return _found("filed_before", dossier=dossier, day=f"{day:%d/%m/%Y}")


def pages(streams: Iterable[IO[bytes]]) -> list[Finding]:
    """What is wrong with pages given as pictures, in order."""
    found = []
    for number, stream in enumerate(streams, start=1):
        with stream, Image.open(stream) as picture:
            found += page(picture, number)
    return found


def page(picture: Image.Image, number: int = 1) -> list[Finding]:
    """What is wrong with one page; at most one thing about its sharpness."""
    grey = ImageOps.grayscale(picture)
    coarse = grey.width < COARSE
    grey = grey.resize((WIDTH, max(1, grey.height * WIDTH // grey.width)))
    if ImageStat.Stat(grey).stddev[0] < BLANK_SPREAD:
        return [_found("blank", number)]
    found = [_found("coarse", number)] if coarse else []
    if not coarse and sharpness(grey) < SHARP:
        found.append(_found("blurred", number))
    angle = skew(grey)
    if abs(angle) >= SKEWED:
        found.append(_found("skewed", number, angle=f"{abs(angle):.0f}"))
    return found


def sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian over the neighbourhood of ink."""
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), 1, 128))
    near = _ink(grey).filter(ImageFilter.MaxFilter(5))
    if not near.getbbox():
        near = Image.new("L", grey.size, 255)
    return float(ImageStat.Stat(edges, mask=near).var[0])


def skew(grey: Image.Image) -> float:
    """Degrees by which lines of text lean: the turn under which rows differ most.

    Zero where no turn stands out: a photograph has no lines.
    """
    small = _ink(grey).resize((300, max(1, grey.height * 300 // grey.width)), Image.Resampling.BOX)
    scores = {angle: _rows_apart(small.rotate(-angle)) for angle in ANGLES}
    best = max(scores, key=lambda angle: (scores[angle], -abs(angle)))
    typical = sorted(scores.values())[len(scores) // 2]
    return best if scores[best] > 1.5 * typical and scores[best] > 1.1 * scores[0.0] else 0.0


def _ink(grey: Image.Image) -> Image.Image:
    """White where ink is: darker than the page by a good deal, whatever the light."""
    paper = grey.getextrema()[1]
    limit = max(1, int(paper if isinstance(paper, int | float) else 255) - INK)
    return grey.point(lambda value: 255 if value < limit else 0)


def _rows_apart(ink: Image.Image) -> float:
    middle = ink.crop((ink.width // 8, ink.height // 8, ink.width * 7 // 8, ink.height * 7 // 8))
    rows = middle.resize((1, max(1, middle.height)), Image.Resampling.BOX)
    return float(ImageStat.Stat(rows).var[0])


def signatures(report: Report) -> list[Finding]:
    """What the verification of a PDF says, in one line."""
    if not report.signatures:
        return [_found("unsigned")]
    if report.verdict == Verdict.INVALID:
        return [_found("broken")]
    return [_found("unknown")] if report.verdict == Verdict.UNKNOWN else []
