"""Personal identification numbers (số định danh cá nhân) and old identity-card numbers (CMND).

Twelve digits ``PPP C YY NNNNNN``: province of birth registration or country, century with sex,
year of birth, random; there is no check digit. Source: TT 07/2016/TT-BCA.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.provinces import Province, by_birth_code

Sex = Literal["nam", "nữ"]

_TWELVE = re.compile(r"[0-9]{12}")
_NINE = re.compile(r"[0-9]{9}")


@dataclass(frozen=True, slots=True)
class PersonalId:
    """What the digits say. ``province`` is ``None`` for a country code or an unknown one."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def province_code(self) -> str:
        return self.text[:3]

    @property
    def province(self) -> Province | None:
        return by_birth_code(self.province_code)

    @property
    def sex(self) -> Sex:
        return "nữ" if int(self.text[3]) % 2 else "nam"

    @property
    def birth_year(self) -> int:
        return 1900 + int(self.text[3]) // 2 * 100 + int(self.text[4:6])

    @property
    def warnings(self) -> list[str]:
        """Remarks that do not refuse the number."""
        if self.province:
            return []
        return [
            f"Ba chữ số đầu {self.province_code} không phải mã tỉnh đăng ký khai sinh; "
            "hãy đối chiếu với giấy tờ gốc (có thể là mã quốc gia)."
        ]


def parse_personal_id(
    s: str, *, sex: Sex | None = None, birth_year: int | None = None
) -> PersonalId:
    """Twelve digits that agree with what else is known of the person.

    :raises Invalid: not twelve digits, or another sex or year of birth than given
    """
    text = "".join(s.split())
    if not _TWELVE.fullmatch(text):
        raise Invalid(
            "Số định danh cá nhân phải có đúng 12 chữ số. Hãy nhập lại theo thẻ căn cước."
        )
    number = PersonalId(text)
    if sex is not None and number.sex != sex:
        raise Invalid(
            f"Chữ số thứ tư của số định danh ứng với giới tính {number.sex}, không khớp với giới "
            f"tính {sex} đã khai. Hãy kiểm tra lại hai ô này."
        )
    if birth_year is not None and number.birth_year != birth_year:
        raise Invalid(
            f"Số định danh ứng với năm sinh {number.birth_year}, không khớp với năm {birth_year} "
            "đã khai. Hãy kiểm tra lại hai ô này."
        )
    return number


def parse_identity_card(s: str) -> str:
    """An old identity card's nine digits (CMND).

    :raises Invalid: anything else
    """
    text = "".join(s.split())
    if not _NINE.fullmatch(text):
        raise Invalid("Số chứng minh nhân dân phải có đúng 9 chữ số. Hãy nhập lại theo giấy tờ.")
    return text


def mask(s: str) -> str:
    """As shown in lists: ``024*****1234``; an old card keeps two digits in front and three behind.

    Anything else is hidden whole, so that a mistyped number does not leak.
    """
    text = "".join(s.split())
    if _TWELVE.fullmatch(text):
        return f"{text[:3]}*****{text[-4:]}"
    if _NINE.fullmatch(text):
        return f"{text[:2]}****{text[-3:]}"
    return "*" * len(text)
