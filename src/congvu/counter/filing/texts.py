"""What applicants are told, as data: one row for each occasion; states are those of the portal.

A row is ``(title, body)``; names in braces are filled in. NĐ 224/2026/NĐ-CP Điều 15: agency,
receiver and times at each state.
"""

from __future__ import annotations

from congvu.counter.dossiers.choices import State

_HEAD = "Kính gửi {name},\n\nHồ sơ {code} về “{title}” tại {agency}: "
_TAIL = "\n\nThời điểm: {at}.\nXem và theo dõi: {url}\n"

TEXTS: dict[str, tuple[str, str]] = {
    "sign_up": (
        "Xác nhận đăng ký tài khoản",
        "Kính gửi {name},\n\nHãy mở đường dẫn sau trong 24 giờ để xác nhận đăng ký:\n{url}\n\n"
        "Nếu ông/bà không đăng ký, hãy bỏ qua thư này.\n",
    ),
    "known": (
        "Địa chỉ này đã có tài khoản",
        "Kính gửi {name},\n\nCó người vừa đăng ký tài khoản bằng địa chỉ thư này, nhưng địa chỉ đã "
        "có tài khoản. Hãy đăng nhập, hoặc đặt lại mật khẩu nếu đã quên. Nếu không phải ông/bà, hãy "
        "bỏ qua thư này.\n",
    ),
    "share": (
        "{by} mời ông/bà cùng khai hồ sơ",
        "Kính gửi {name},\n\n{by} mời ông/bà khai hồ sơ “{title}”{filing}. Hãy đăng nhập rồi mở "
        "đường dẫn sau trước ngày {until}:\n{url}\n",
    ),
    "message": (
        "Cơ quan trả lời về hồ sơ {code}",
        _HEAD + "có tin mới từ cán bộ.\n\n{text}" + _TAIL,
    ),
    State.NEW: (
        "Đã nhận bản nộp hồ sơ {code}",
        _HEAD + "đã nộp trực tuyến, đang chờ Bộ phận Một cửa kiểm tra." + _TAIL,
    ),
    State.ACCEPTED: (
        "Hồ sơ {code} được tiếp nhận",
        _HEAD + "được tiếp nhận. Người tiếp nhận: {receiver}. Hẹn trả kết quả: {due}." + _TAIL,
    ),
    State.REFUSED: (
        "Hồ sơ {code} không được tiếp nhận",
        _HEAD + "không được tiếp nhận.\nLý do: {text}" + _TAIL,
    ),
    State.PROCESSING: (
        "Hồ sơ {code} đang được xử lý",
        _HEAD + "đang được xử lý. Hẹn trả kết quả: {due}." + _TAIL,
    ),
    State.SUPPLEMENT: (
        "Hồ sơ {code} cần bổ sung",
        _HEAD + "cần ông/bà bổ sung:\n{text}\n\nNộp bổ sung tại đây, không cần tài khoản, trước ngày "
        "{until}:\n{upload}" + _TAIL,
    ),
    State.PAYMENT: (
        "Hồ sơ {code} chờ nộp phí, lệ phí",
        _HEAD + "chờ ông/bà nộp phí, lệ phí. {text}" + _TAIL,
    ),
    State.WITHDRAWN: (
        "Hồ sơ {code} đã rút theo yêu cầu", _HEAD + "đã được rút theo yêu cầu của ông/bà." + _TAIL,
    ),
    State.STOPPED: (
        "Hồ sơ {code} dừng xử lý", _HEAD + "đã dừng xử lý.\nLý do: {text}" + _TAIL,
    ),
    State.FINISHED: (
        "Hồ sơ {code} đã có kết quả",
        _HEAD + "đã có kết quả. Cách nhận: {way}." + _TAIL,
    ),
    State.RETURNED: (
        "Đã trả kết quả hồ sơ {code}",
        _HEAD + "đã trả kết quả. Mong ông/bà dành một phút đánh giá:\n{rating}" + _TAIL,
    ),
    "extend": (
        "Xin lỗi và hẹn lại hồ sơ {code}",
        _HEAD + "cơ quan xin lỗi vì chưa trả đúng hẹn. Lý do: {text}\nHẹn trả mới: {due}." + _TAIL,
    ),
}  # fmt: skip
