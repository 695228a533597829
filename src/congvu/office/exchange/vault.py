"""Keys shared with peers are kept encrypted, as requests must be signed with them."""

from __future__ import annotations

from congvu.core.kernel.box import Box

_box = Box(
    "congvu.exchange",
    "Khóa chung với hệ thống này không giải mã được. "
    "Hãy nhập lại khóa chung trong trang quản trị kết nối.",
)
seal = _box.seal
unseal = _box.unseal
