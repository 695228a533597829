"""Pictures of signatures and seals: what may be kept, and the one in use."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from congvu.core.files import queries as files
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.office.signing.choices import LIKENESS_KIND, LikenessKind
from congvu.office.signing.errors import SignatureRefused
from congvu.office.signing.models import Likeness, SigningKey

LARGEST = (3000, 3000)
COLOURS = {LikenessKind.SIGNATURE: (2, "xanh"), LikenessKind.SEAL: (0, "đỏ")}
"""Which of red, green, blue must be the strongest, and its name."""


@dataclass(frozen=True, slots=True)
class Likely:
    """The picture in use, with its size on paper."""

    png: bytes
    width_mm: float
    height_mm: float


def judge(png: bytes, kind: LikenessKind) -> None:
    """Refuse what the law does not show: NĐ 30/2020/NĐ-CP, Phụ lục I asks for a transparent PNG,
    blue for a person, red for an agency.

    :raises Invalid: no PNG, too large, not transparent, another colour
    """
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
            if picture.width > LARGEST[0] or picture.height > LARGEST[1]:
                raise _refused("Ảnh quá lớn. Hãy thu nhỏ ảnh xuống dưới 3000 điểm mỗi chiều.")
            small = picture.convert("RGBA")
            small.thumbnail((400, 400))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise _refused("Tệp không phải ảnh PNG đọc được. Hãy chọn ảnh định dạng .png.") from error
    data = small.tobytes()
    pixels = [data[start : start + 4] for start in range(0, len(data), 4)]
    drawn = [pixel for pixel in pixels if pixel[3] > 96]
    if len(drawn) > 0.9 * len(pixels):
        raise _refused("Ảnh phải có nền trong suốt. Hãy tách nền rồi lưu lại dạng .png.")
    if not drawn:
        raise _refused("Ảnh không có nét nào. Hãy chọn ảnh khác.")
    strongest, name = COLOURS[kind]
    sums = [sum(pixel[channel] for pixel in drawn) for channel in range(3)]
    others = [value for channel, value in enumerate(sums) if channel != strongest]
    if sums[strongest] < 1.2 * max(others):
        raise _refused(f"Ảnh phải có màu {name}. Hãy chọn ảnh đúng màu.")


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"picture": [sentence]})


def picture_of(key: SigningKey) -> Likely:
    """The picture of the key's owner.

    :raises SignatureRefused: none is kept
    """
    row = current(user_id=key.user_id, agency_id=key.agency_id)
    if row is None:
        what = "con dấu của cơ quan" if key.agency_id else "chữ ký"
        raise SignatureRefused(f"Chưa có ảnh {what}. Hãy đưa ảnh vào trang Chữ ký số rồi ký lại.")
    return Likely(content_of(row), float(row.width_mm), float(row.height_mm))


def current(*, user_id: int | None, agency_id: int | None) -> Likeness | None:
    """The picture in use of a person or of an agency."""
    owner = {"agency_id": agency_id} if agency_id else {"user_id": user_id or 0}
    return Likeness.objects.filter(current=True, **owner).first()


def content_of(row: Likeness) -> bytes:
    subject = Subject(LIKENESS_KIND, row.pk)
    file = files.files_of([subject])[subject][0]
    with files.open_file(file) as stream:
        return stream.read()
