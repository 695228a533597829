"""Writing down who asks; a step of the filing verbs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from congvu.core.kernel.errors import Invalid
from congvu.core.kernel.personalid import parse_personal_id
from congvu.core.kernel.phone import parse_phone
from congvu.core.kernel.prepared import Prepared
from congvu.core.kernel.taxcode import parse_tax_code
from congvu.core.kernel.text import clean_line, fold
from congvu.counter.dossiers.choices import ApplicantKind
from congvu.counter.dossiers.models import Applicant


@dataclass(frozen=True, slots=True)
class Who:
    """What was typed of an applicant; see ``models.Applicant``."""

    name: str
    kind: int = ApplicantKind.PERSON
    identifier: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def written(who: Who) -> Applicant:
    """The row that says exactly this: an old one, or a new one.

    :raises Invalid: no name, neither number nor telephone, or one that cannot be; ``fields`` names
        the box
    """
    given = check_who(who)
    digest = hashlib.sha256(orjson.dumps(given, option=orjson.OPT_SORT_KEYS)).hexdigest()
    known = _KNOWN(digest=digest)
    if known:
        return known[0]
    row, _ = Applicant.objects.get_or_create(
        digest=digest, defaults={**given, "search_key": fold(str(given["name"]))[:250]}
    )
    return row


_KNOWN = Prepared(lambda digest: Applicant.objects.filter(digest=digest), digest=str)


def check_who(who: Who) -> dict[str, str | int]:
    """What would be written of an applicant.

    :raises Invalid: as :func:`written`
    """
    problems: dict[str, list[str]] = {}

    def parsed(field: str, text: str, parse: object) -> str:
        if not text.strip():
            return ""
        try:
            return str(parse(text))  # type: ignore[operator]
        except Invalid as refusal:
            problems[field] = [refusal.message]
            return ""

    person = who.kind == ApplicantKind.PERSON
    given: dict[str, str | int] = {
        "kind": int(who.kind),
        "name": clean_line(who.name, 200, label="Họ tên"),
        "identifier": parsed("identifier", who.identifier, _person if person else parse_tax_code),
        "address": clean_line(who.address, 300, label="Địa chỉ"),
        "phone": parsed("phone", who.phone, parse_phone),
        "email": parsed("email", who.email, _email),
    }
    if not given["name"]:
        problems["name"] = ["Hãy nhập họ tên hoặc tên tổ chức."]
    if not given["identifier"] and not given["phone"] and not problems:
        problems["phone"] = ["Cần số định danh hoặc số điện thoại để tra cứu hồ sơ."]
    if problems:
        raise Invalid(fields=problems)
    return given


def _person(text: str) -> str:
    """A personal number, or an old CMND of nine digits."""
    digits = "".join(text.split())
    return digits if len(digits) == 9 and digits.isdecimal() else str(parse_personal_id(digits))


def _email(text: str) -> str:
    address = clean_line(text, 254, label="Thư điện tử")
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid("Địa chỉ thư điện tử chưa đúng. Hãy nhập lại.") from None
    return address
