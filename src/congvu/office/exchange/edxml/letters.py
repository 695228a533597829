"""A tree becomes a message: the tags of A.2 to A.4 in one place, in the order of the standard."""

from __future__ import annotations

from dataclasses import replace

from congvu.office.exchange.choices import Business
from congvu.office.exchange.edxml.errors import Malformed
from congvu.office.exchange.edxml.message import (
    Letter,
    Organ,
    Receiver,
    Reference,
    Replacement,
    Staff,
    Status,
    Trace,
)
from congvu.office.exchange.edxml.view import View

ORGAN = (
    ("code", "OrganId"), ("in_charge", "OrganizationInCharge"), ("name", "OrganName"),
    ("address", "OrganAdd"), ("email", "Email"), ("telephone", "Telephone"), ("fax", "Fax"),
    ("website", "Website"),
)  # fmt: skip
STAFF = (
    ("department", "Department"), ("name", "Staff"), ("email", "Email"), ("mobile", "Mobile"),
    ("department_id", "DepartmentId"), ("staff_id", "StaffId"),
)  # fmt: skip
_BUSINESS = {str(code.value): int(code) for code in Business} | {"": int(Business.NEW)}
SIGNER = (
    ("competence", "Competence"), ("signer_position", "Position"), ("signer_name", "FullName"),
)  # fmt: skip


def is_status(header: View) -> bool:
    """A status has a code and speaks of a letter; a letter has neither code of this kind."""
    return any(header.node.named("StatusCode"))


def status(header: View) -> Status:
    sender = header.only("From")
    about = header.only("ResponseFor")
    told = Status(
        sender=_organ(sender, required=True),
        about=Reference(
            organ_code=about.required("OrganId"),
            code=about.text("Code"),
            document_id=about.required("DocumentId"),
            promulgated_on=about.day("PromulgationDate"),
        ),
        code=header.required("StatusCode"),
        description=header.text("Description"),
        at=header.moment("Timestamp"),
        staff=_staff(header),
    )
    sender.close()
    about.close()
    return told


def letter(header: View, traces: View | None) -> Letter:
    """Everything but the files.

    :raises Malformed: sender, a recipient's code or the letter's key is absent or ambiguous
    """
    sender = header.only("From")
    told = Letter(
        sender=_organ(sender, required=True),
        recipients=tuple(_organ(view, required=True) for view in header.each("To")),
        document_id=header.required("DocumentId"),
        number="",
        notation="",
        promulgated_on=None,
    )
    sender.close()
    if not told.recipients:
        raise Malformed("missing", where="To")
    told = _about(told, header)
    return _business(told, traces) if traces else told


def _organ(view: View, *, required: bool = False) -> Organ:
    code = view.required("OrganId") if required else view.text("OrganId", exact=True)
    rest = {name: view.text(tag) for name, tag in ORGAN[1:]}
    return Organ(code=code, **rest)


def _staff(parent: View) -> Staff:
    with parent.group("StaffInfo") as view:
        return Staff(**{name: view.text(tag) for name, tag in STAFF}) if view else Staff()


def _about(told: Letter, header: View) -> Letter:
    with header.group("Code") as view:
        if view:
            told = replace(told, number=view.text("CodeNumber"), notation=view.text("CodeNotation"))
    with header.group("PromulgationInfo") as view:
        if view:
            told = replace(
                told, place=view.text("Place"), promulgated_on=view.day("PromulgationDate")
            )
    with header.group("DocumentType") as view:
        if view:
            told = replace(
                told,
                kind_type=view.number("Type"),
                kind_detail=view.number("TypeDetail"),
                kind_name=view.text("TypeName"),
            )
    with header.group("SignerInfo") as view:
        if view:
            told = replace(
                told,
                competence=view.text("Competence"),
                signer_position=view.text("Position"),
                signer_name=view.text("FullName"),
            )
    with header.group("ToPlaces") as view:
        if view:
            told = replace(told, to_places=view.texts("Place"))
    told = _other(told, header)
    return replace(
        told,
        subject=header.text("Subject"),
        summary=header.text("Content"),
        due_on=header.day("DueDate"),
        response_for=_references(header),
        steering=header.number("SteeringType"),
    )


def _other(told: Letter, header: View) -> Letter:
    with header.group("OtherInfo") as view:
        if not view:
            return told
        told = replace(
            told,
            priority=view.number("Priority") or 0,
            sphere=view.text("SphereOfPromulgation"),
            typist=view.text("TyperNotation"),
            copies=view.number("PromulgationAmount"),
            pages=view.number("PageAmount"),
            direction=view.flag("Direction"),
        )
        with view.group("Appendixes") as appendixes:
            return replace(told, appendixes=appendixes.texts("Appendix")) if appendixes else told


def _references(header: View) -> tuple[Reference, ...]:
    """An empty one means that there is none."""
    found = tuple(
        Reference(
            organ_code=view.text("OrganId", exact=True),
            code=view.text("Code"),
            document_id=view.text("DocumentId", exact=True),
            promulgated_on=view.day("PromulgationDate"),
        )
        for view in header.each("ResponseFor")
    )
    return tuple(reference for reference in found if reference != Reference())


def _business(told: Letter, traces: View) -> Letter:
    hops = tuple(
        Trace(view.text("OrganId", exact=True), view.moment("Timestamp"))
        for view in traces.each("TraceHeader")
    )
    told = replace(told, traces=hops)
    with traces.group("Bussiness") as view:
        if not view:
            return told
        told = replace(
            told,
            business=_business_code(view),
            business_reason=view.text("BussinessDocReason"),
            business_document_id=view.text("DocumentId", exact=True),
            paper=bool(view.flag("Paper")),
            staff=_staff(view),
            replacements=_replacements(view),
        )
        return _changes(told, view)


def _business_code(view: View) -> int:
    """Absent means new; what nobody understands must not pass for a new letter.

    :raises Malformed: not one of the codes 0 to 3
    """
    if not any(view.node.named("BussinessDocType")):
        return Business.NEW
    written = view.text("BussinessDocType")
    if written in _BUSINESS:
        return _BUSINESS[written]
    raise Malformed("value", where="BussinessDocType", found=written[:30])


def _changes(told: Letter, business: View) -> Letter:
    with business.group("BussinessDocumentInfo") as view:
        if not view:
            return told
        told = replace(
            told,
            content_changed=view.flag("DocumentInfo"),
            receivers_changed=view.flag("DocumentReceiver"),
        )
        with view.group("ReceiverList") as receivers:
            if not receivers:
                return told
            return replace(
                told,
                receivers=tuple(
                    Receiver(one.text("OrganId", exact=True), one.number("ReceiverType") or 0)
                    for one in receivers.each("Receiver")
                ),
            )


def _replacements(business: View) -> tuple[Replacement, ...]:
    with business.group("ReplacementInfoList") as view:
        if not view:
            return ()
        return tuple(_replacement(one) for one in view.each("ReplacementInfo"))


def _replacement(view: View) -> Replacement:
    document_id = view.text("DocumentId", exact=True)
    with view.group("OrganIdList") as organs:
        return Replacement(document_id, organs.texts("OrganId") if organs else ())
