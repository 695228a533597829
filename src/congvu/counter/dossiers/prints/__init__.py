"""The printed forms of a dossier (Mẫu 01-06) as PDF/A; Mẫu 07 is a page of its own.

Forms are known here by their number in TT 03/2025/TT-VPCP; what is printed on them follows the
day, since TT 01/2018/TT-VPCP counted otherwise and had no form for stopping.
"""

from __future__ import annotations

from datetime import datetime

from congvu.core.kernel.clock import local_date
from congvu.core.kernel.errors import NotFound
from congvu.counter.dossiers.models import Dossier
from congvu.counter.dossiers.prints.forms import FORMS
from congvu.counter.dossiers.prints.numbering import TITLES, form_file_name, official_name
from congvu.counter.dossiers.prints.sheet import printed

__all__ = ["TITLES", "available", "file_name", "form_pdf", "official_name", "signer_name"]


def available(dossier: Dossier) -> list[tuple[int, str]]:
    """Numbers and titles of the forms that this dossier has by now."""
    return [(number, TITLES[number]) for number, form in FORMS.items() if form.exists(dossier)]


def form_pdf(dossier: Dossier, number: int, *, at: datetime) -> bytes:
    """One form as PDF/A-2b.

    :raises NotFound: no such form, or the dossier has not come so far
    """
    form = FORMS.get(number)
    if form is None or not form.exists(dossier):
        raise NotFound("Hồ sơ chưa có biểu mẫu này. Hãy chọn trong danh sách biểu mẫu của hồ sơ.")
    content, day = form.fill(dossier)
    return printed(dossier, number, content, local_date(day or at))


def file_name(dossier: Dossier, number: int) -> str:
    """``mau-01-H02.15-261123-0001.pdf``."""
    return form_file_name(dossier.code, number)


def signer_name(dossier: Dossier, number: int) -> str:
    """Whose name stands under the form on the right; empty where nobody's does."""
    content, _ = FORMS[number].fill(dossier)
    return content.right_name
