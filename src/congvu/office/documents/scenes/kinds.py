"""Names of kinds of documents for pages."""

from __future__ import annotations

from functools import cache

from congvu.core.kernel.documentkinds import KINDS


@cache
def _names() -> dict[str, str]:
    return {kind.code: kind.name for kind in KINDS}


def kind_name(code: str) -> str:
    """``cong_van`` → ``Công văn``; what nobody knows is shown as it stands."""
    return _names().get(code, code)
