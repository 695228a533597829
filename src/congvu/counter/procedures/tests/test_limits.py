"""The reader of time limits against answers written by hand."""

from __future__ import annotations

import pytest

from congvu.counter.procedures.limits import Limit, read
from congvu.counter.procedures.limits.clock import clock_term
from congvu.counter.procedures.limits.mentions import number_of

D, W, H, WH, M, Y = "day", "working_day", "hour", "working_hour", "month", "year"

ONE = [
    ("15 ngày làm việc kể từ khi nhận đầy đủ hồ sơ", 15, W),
    ("15 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.", 15, W),
    (": 08 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ.", 8, W),
    ("- 05 ngày làm việc, kể từ ngày nhận đầy đủ hồ sơ hợp lệ", 5, W),
    ("05 Ngày làm việc", 5, W),
    ("NGÀY LÀM VIỆC: 20 NGÀY LÀM VIỆC", 20, W),
    ("Không quá 50 ngày làm việc kể từ khi nhận đủ hồ sơ", 50, W),
    ("Tối đa 7 ngày làm việc", 7, W),
    ("Chậm nhất là 03 (ba) ngày làm việc", 3, W),
    ("không quá mười lăm (15) ngày làm việc", 15, W),
    ("mười lăm ngày làm việc", 15, W),
    ("Hai mươi mốt ngày", 21, D),
    ("hai lăm ngày", 25, D),
    ("15 (mười năm) ngày làm việc", 15, W),
    ("07 (bẩy) ngày kể từ ngày tiếp nhận hồ sơ", 7, D),
    ("20ngày làm việc", 20, W),
    ("20  ngày\u00a0làm  việc", 20, W),
    ("20 nga\u0300y la\u0300m vie\u0323\u0302c", 20, W),
    ("30 ngày", 30, D),
    ("Trong thời hạn 60 ngày kể từ khi hết hạn nhận hồ sơ của các doanh nghiệp", 60, D),
    ("10 ngày kể từ ngày nhận được thông báo", 10, D),
    ("8 giờ làm việc", 8, WH),
    ("04 giờ hành chính kể từ khi tiếp nhận", 4, WH),
    ("24 giờ kể từ khi nhận hồ sơ", 24, H),
    ("1 Tháng", 1, M),
    ("không quá 06 tháng", 6, M),
    ("02 tuần", 14, D),
    ("01 năm", 1, Y),
    ("0,5 ngày làm việc", 4, WH),
    ("1/2 ngày làm việc", 4, WH),
    ("nửa ngày làm việc", 4, WH),
    ("1.5 ngày làm việc", 12, WH),
    ("Trong ngày", 0, W),
    ("Trong ngày làm việc.", 0, W),
    ("Ngay trong ngày tiếp nhận hồ sơ", 0, W),
    ("Ngay sau khi nhận đủ hồ sơ hợp lệ", 0, W),
    ("Giải quyết ngay", 0, W),
    ("Trong ngày; nếu nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo", 0, W),
    ("Ngay trong ngày tiếp nhận hồ sơ; trường hợp nhận hồ sơ sau 15 giờ mà không giải quyết được "
     "ngay thì trả kết quả trong ngày làm việc tiếp theo.", 0, W),
    ("Trong ngày làm việc tiếp theo", 1, W),
    ("03 ngày làm việc; nhận hồ sơ từ 7 giờ 30 đến 11 giờ 30", 3, W),
    ("03 ngày làm việc (Nghị định số 123/2015/NĐ-CP ngày 15/11/2015)", 3, W),
    ("03 ngày làm việc theo Luật số 60/2014/QH13 ngày 20 tháng 11 năm 2014", 3, W),
    ("15 ngày theo khoản 3 Điều 20 Thông tư 04/2020/TT-BTP", 15, D),
    ("Từ ngày 01/7/2025: 10 ngày làm việc", 10, W),
    ("Năm 2026: 10 ngày làm việc", 10, W),
    ("10 ngày làm việc (từ thứ 2 đến thứ 6)", 10, W),
    ("10 ngày làm việc, không kể thời gian thực hiện nghĩa vụ tài chính", 10, W),
    ("10 ngày làm việc (trong đó tại cấp xã 03 ngày làm việc, cấp tỉnh 07 ngày làm việc)", 10, W),
    ("10 ngày làm việc. Giấy phép có giá trị 12 tháng.", 10, W),
    ("15 ngày làm việc đối với trẻ em dưới 6 tuổi", 15, W),
    ("Trong thời hạn 15 ngày làm việc; hồ sơ chưa hợp lệ thì trong 03 ngày làm việc có văn bản "
     "hướng dẫn", 15, W),
    ("03 ngày làm việc cho xã cách trung tâm từ 50 km trở lên", 3, W),
]  # fmt: skip

RANGES = [
    ("10-15 ngày làm việc", 10, 15, W),
    ("từ 10 đến 15 ngày làm việc", 10, 15, W),
    ("Từ 05 đến 07 ngày", 5, 7, D),
    ("1 - 2 tuần", 7, 14, D),
]

CASES = [
    (
        "- Đối với công trình: 20 ngày làm việc kể từ ngày nhận đủ hồ sơ; - Đối với nhà ở riêng lẻ "
        "tại đô thị: 15 ngày làm việc kể từ ngày nhận đủ hồ sơ.",
        (20, W), [(20, W, "công trình"), (15, W, "nhà ở riêng lẻ tại đô thị")],
    ),
    (
        "28 ngày làm việc (đối với trường hợp cấp mới), 02 ngày làm việc (đối với trường hợp cấp "
        "lại) kể từ ngày nhận được hồ sơ",
        (28, W), [(28, W, "cấp mới"), (2, W, "cấp lại")],
    ),
    (
        "Trong ngày hoặc không quá 3 ngày đối với trường hợp yêu cầu qua bưu điện",
        (0, W), [(0, W, ""), (3, D, "yêu cầu qua bưu điện")],
    ),
    (
        "03 ngày làm việc kể từ khi nhận đủ hồ sơ. Trường hợp cần xác minh thì kéo dài thêm không "
        "quá 05 ngày làm việc.",
        (3, W), [(3, W, ""), (8, W, "cần xác minh")],
    ),
    (
        "10 ngày làm việc. Trường hợp phải kiểm tra thực địa thì thời hạn là 1 tháng.",
        (10, W), [(10, W, ""), (1, M, "phải kiểm tra thực địa")],
    ),
]  # fmt: skip

SUMS = [
    ("5 ngày làm việc (cấp xã) + 10 ngày làm việc (cấp huyện)", 15, W),
    ("07 ngày cộng với 03 ngày", 10, D),
    ("3 ngày + 4 ngày + 5 ngày", 12, D),
]

NONE = [
    "", " ", "Không quy định", "Chưa quy định cụ thể.", "Không xác định", "Không có thông tin",
    "Pháp luật không quy định", "Không", "Khác", "-", "Không phải trả kết quả cho người nộp thuế",
]  # fmt: skip

UNREADABLE = [
    "0", "1", "15", "120 VNĐ",
    "Theo hướng dẫn của Bộ Giáo dục và Đào tạo hằng năm",
    "Theo Quy chế làm việc của Chính phủ",
    "Ngày 15 tháng 3 năm 2026",
    "Trước ngày 31/12 hằng năm",
    "Nghị định số 61/2018/NĐ-CP",
    "Điều 15, khoản 3",
    "7 giờ 30 phút các ngày làm việc",
    "Sau 15 giờ",
    "5 ngày kiểm tra, 10 ngày làm việc cấp phép",
    "15 ngày làm việc và 47 ngày",
    "- 08 ngày làm việc để thẩm định; - 08 ngày làm việc để trình Chủ tịch",
    "Kiểm tra hồ sơ: 20 ngày; lấy ý kiến: 15 ngày; ra quyết định: 15 ngày",
    "15 (mười hai) ngày làm việc",
    "mười (12) ngày",
    "15-10 ngày",
    "1,5 ngày",
    "0 ngày",
    "99999 ngày",
    "Trẻ em dưới 36 tháng tuổi",
    "Giấy phép có giá trị 12 tháng",
    "Nộp hồ sơ ít nhất 15 ngày trước khi tổ chức",
    "2 lần trong năm, lần 1 vào tháng 10",
    "30 phút",
    "Bản sao 02 bộ, bản chính 01 bộ",
    "a) Thành phần hồ sơ: 1- Đơn đề nghị; 2- Bản vẽ thi công",
]  # fmt: skip


@pytest.mark.parametrize(("text", "amount", "unit"), ONE)
def test_one_limit(text: str, amount: int, unit: str) -> None:
    found = read(text)
    assert found.limit is not None, found
    assert (found.limit.amount, found.limit.unit) == (amount, unit)
    assert found.text == text.strip()


@pytest.mark.parametrize(("text", "least", "amount", "unit"), RANGES)
def test_the_longer_end_of_a_range_binds(text: str, least: int, amount: int, unit: str) -> None:
    found = read(text).limit
    assert found is not None
    assert (found.least, found.amount, found.unit) == (least, amount, unit)


@pytest.mark.parametrize(("text", "limit", "parts"), CASES)
def test_cases_keep_their_words(
    text: str, limit: tuple[int, str], parts: list[tuple[int, str, str]]
) -> None:
    found = read(text)
    assert found.limit is not None
    assert (found.limit.amount, found.limit.unit) == limit
    assert [(one.amount, one.unit, one.case) for one in found.parts] == parts
    assert not found.summed


@pytest.mark.parametrize(("text", "amount", "unit"), SUMS)
def test_a_plus_adds(text: str, amount: int, unit: str) -> None:
    found = read(text)
    assert found.summed
    assert found.limit == Limit(amount, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NONE)
def test_what_states_no_limit(text: str) -> None:
    assert read(text).state == "none"


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert (read(text).state, read(text).limit) == ("unreadable", None)


@pytest.mark.parametrize("text", ["¤" * 50, "ngày" * 5000, "15 " * 5000, "một " * 5000 + "ngày"])
def test_odd_texts_take_no_time(text: str) -> None:
    assert read(text).state == "unreadable"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("một", 1), ("mười", 10), ("mười một", 11), ("mười lăm", 15), ("hai mươi", 20),
        ("hai mươi tư", 24), ("ba mốt", 31), ("chín mươi chín", 99), ("mười mười", None),
        ("một mươi", None), ("một hai ba", None),
    ],
)  # fmt: skip
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("limit", "term"),
    [
        (Limit(15, W), (15, "working_day")),
        (Limit(0, W), (0, "working_day")),
        (Limit(0, D), (0, "working_day")),
        (Limit(30, D), (30, "calendar_day")),
        (Limit(8, WH), (8, "working_hour")),
        (Limit(4, H), (4, "working_hour")),
        (Limit(48, H), (2, "calendar_day")),
        (Limit(36, H), (36, "working_hour")),
        (Limit(1, Y), (12, "month")),
    ],
)  # fmt: skip
def test_the_deadline_engine_takes_it(limit: Limit, term: tuple[int, str]) -> None:
    assert clock_term(limit) == term
