"""Official codes: assign and close (QCVN 102:2016; QĐ 20/2020; QĐ 09/2025 for closed ones)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from congvu.core.audit.actions import action, note
from congvu.core.kernel.actor import Actor
from congvu.core.kernel.agencycode import parse_agency_code
from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.subject import Subject
from congvu.core.organisation.choices import CodeScheme
from congvu.core.organisation.errors import BadCode, Closed, CodeTaken
from congvu.core.organisation.models import Agency, AgencyCode
from congvu.core.organisation.policies import demand
from congvu.core.organisation.rows import locked

KIND = "organisation.agency"


def checked_code(
    code: str, valid_from: date | None, scheme: CodeScheme | None = None
) -> AgencyCode:
    """An unsaved code row in canonical spelling.

    :raises BadCode: neither scheme, or another scheme than asked for
    :raises Closed: the province's codes were closed before ``valid_from``
    """
    try:
        parsed = parse_agency_code(code)
    except Invalid as refusal:
        raise BadCode(refusal.message) from None
    if scheme is not None and parsed.scheme != scheme:
        raise BadCode(f"Mã {parsed.text} không thuộc hệ mã {scheme.label}. Hãy chọn lại hệ mã.")
    if valid_from is not None and not parsed.open_on(valid_from):
        raise Closed(
            f"Mã {parsed.text} thuộc tỉnh đã đóng mã nên không cấp mới được. Hãy dùng mã của tỉnh "
            "sau sáp nhập."
        )
    return AgencyCode(code=parsed.text, scheme=parsed.scheme, valid_from=valid_from)


@action("organisation.code.assign")
def assign_code(
    *, actor: Actor, agency: Agency, code: str, valid_from: date, replaces: AgencyCode | None = None,
    at: datetime,
) -> AgencyCode:  # fmt: skip
    """Cấp mã định danh; the scheme follows from the spelling.

    ``replaces`` is closed the day before and names the new code as its successor. Until then the
    agency may hold one open code in each scheme.

    :raises CodeTaken: given to an agency before (codes are never used again)
    :raises BadCode: not a code
    :raises Closed: a code of a province whose codes are closed, or a closed agency
    """
    demand(actor, "organisation.code.assign")
    row = locked(agency)
    if row.valid_to is not None and row.valid_to < valid_from:
        raise Closed("Cơ quan đã kết thúc hoạt động nên không cấp mã mới được.")
    new = checked_code(code, valid_from)
    if AgencyCode.objects.filter(scheme=new.scheme, code=new.code).exists():
        raise CodeTaken(code=new.code)
    open_codes = AgencyCode.objects.on(valid_from).filter(agency=row, scheme=new.scheme)
    if replaces is not None:
        open_codes = open_codes.exclude(pk=replaces.pk)
    if open_codes.exists():
        raise CodeTaken(
            "Cơ quan đang có một mã khác trong hệ mã này. Hãy chọn mã bị thay thế hoặc đóng mã cũ."
        )
    new.agency = row
    new.save(force_insert=True)
    if replaces is not None:
        _close(replaces, valid_from - timedelta(days=1), new)
    note(
        Subject(KIND, row.pk), label=row.name, agency_id=row.pk,
        changes={"code": [replaces.code if replaces else None, new.code], "from": valid_from},
    )  # fmt: skip
    return new


@action("organisation.code.close")
def close_code(
    *, actor: Actor, code: AgencyCode, last_day: date, successor: AgencyCode | None = None,
    at: datetime,
) -> AgencyCode:  # fmt: skip
    """Đóng mã: it still finds the agency of old letters, and is refused for new ones.

    :raises Closed: closed before
    """
    demand(actor, "organisation.code.close")
    row = locked(code)
    if row.valid_to is not None:
        raise Closed("Mã này đã đóng. Hãy xem ngày đóng trong danh sách mã.")
    _close(row, last_day, successor)
    note(
        Subject(KIND, row.agency_id), label=row.agency.name, agency_id=row.agency_id,
        changes={"code": row.code, "valid_to": [None, last_day]},
    )  # fmt: skip
    return row


def _close(row: AgencyCode, last_day: date, successor: AgencyCode | None) -> None:
    if row.valid_from and last_day < row.valid_from:
        raise Invalid(fields={"last_day": ["Ngày đóng mã phải sau ngày cấp mã."]})
    row.valid_to, row.successor = last_day, successor
    row.save(update_fields=["valid_to", "successor"])
