"""Invented people with plausible Vietnamese names, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from congvu.core.kernel.text import fold

FAMILY = [
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Nguyễn",
    "Trần",
    "Trần",
    "Lê",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đào",
    "Đoàn",
    "Vương",
    "Trịnh",
    "Trương",
    "Đinh",
    "Lâm",
    "Phùng",
    "Mai",
    "Tô",
    "Hà",
    "Giáp",
    "Thân",
    "Chu",
    "Nông",
    "Vi",
    "Hứa",
    "Leo",
]
MIDDLE_MEN = [
    "Văn",
    "Văn",
    "Văn",
    "Đức",
    "Hữu",
    "Quang",
    "Minh",
    "Xuân",
    "Ngọc",
    "Thanh",
    "Công",
    "Đình",
    "Mạnh",
    "Tuấn",
    "Trọng",
]
MIDDLE_WOMEN = [
    "Thị",
    "Thị",
    "Thị",
    "Thu",
    "Thanh",
    "Ngọc",
    "Hồng",
    "Minh",
    "Bích",
    "Kim",
    "Phương",
    "Thúy",
    "Lan",
]
GIVEN_MEN = [
    "An",
    "Anh",
    "Bắc",
    "Bình",
    "Chiến",
    "Chung",
    "Cường",
    "Dũng",
    "Duy",
    "Đạt",
    "Đông",
    "Giang",
    "Hà",
    "Hải",
    "Hiếu",
    "Hòa",
    "Hoàng",
    "Hùng",
    "Hưng",
    "Khánh",
    "Khoa",
    "Kiên",
    "Lâm",
    "Linh",
    "Long",
    "Lợi",
    "Luân",
    "Mạnh",
    "Minh",
    "Nam",
    "Nghĩa",
    "Phong",
    "Phúc",
    "Quân",
    "Quang",
    "Quyết",
    "Sơn",
    "Thái",
    "Thắng",
    "Thành",
    "Thiện",
    "Thịnh",
    "Tiến",
    "Toàn",
    "Trung",
    "Tú",
    "Tuấn",
    "Tùng",
    "Vinh",
    "Vượng",
]
GIVEN_WOMEN = [
    "An",
    "Ánh",
    "Bích",
    "Châu",
    "Chi",
    "Diệp",
    "Dung",
    "Duyên",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hoa",
    "Hồng",
    "Huế",
    "Huệ",
    "Hương",
    "Hường",
    "Khánh",
    "Lan",
    "Lệ",
    "Liên",
    "Linh",
    "Loan",
    "Mai",
    "Mến",
    "My",
    "Nga",
    "Ngân",
    "Ngọc",
    "Nhung",
    "Oanh",
    "Phượng",
    "Quyên",
    "Quỳnh",
    "Tâm",
    "Thảo",
    "Thoa",
    "Thơm",
    "Thu",
    "Thủy",
    "Trang",
    "Trinh",
    "Tuyết",
    "Vân",
    "Xuân",
    "Yến",
]


def people(seed: int) -> Iterator[str]:
    """Full names without end; no two the same."""
    chance = random.Random(seed)  # noqa: S311 - invented people, not secrets
    seen: set[str] = set()
    while True:
        man = chance.random() < 0.55
        middle = chance.choice(MIDDLE_MEN if man else MIDDLE_WOMEN)
        given = chance.choice(GIVEN_MEN if man else GIVEN_WOMEN)
        extra = f"{chance.choice(GIVEN_MEN if man else GIVEN_WOMEN)} " if len(seen) > 900 else ""
        name = f"{chance.choice(FAMILY)} {middle} {extra}{given}"
        if middle != given and name not in seen:
            seen.add(name)
            yield name


def login(full_name: str, mark: str) -> str:
    """A sign-in name: given name, initials, agency mark (``anhnt.snv``)."""
    words = fold(full_name).split()
    return f"{words[-1]}{''.join(word[0] for word in words[:-1])}.{mark}"
