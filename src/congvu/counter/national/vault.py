"""The portal's password and session are kept encrypted, as each call must be opened with them."""

from __future__ import annotations

from congvu.core.kernel.box import Box

_box = Box(
    "congvu.national",
    "Mật khẩu của cổng quốc gia không giải mã được. Hãy nhập lại mật khẩu trong trang kết nối.",
)
seal = _box.seal
unseal = _box.unseal
