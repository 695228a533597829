"""Gateways' secrets are kept encrypted, as their messages must be proven with them."""

from __future__ import annotations

from congvu.core.kernel.box import Box

_box = Box(
    "congvu.fees",
    "Khóa chung với cổng thanh toán không giải mã được. "
    "Hãy nhập lại khóa chung trong trang tài khoản thu.",
)
seal = _box.seal
unseal = _box.unseal
