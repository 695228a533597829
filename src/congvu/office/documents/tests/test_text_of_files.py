"""Words of an attached file find the letter, once the worker has read them."""

from __future__ import annotations

import io

import pytest

from congvu.core.jobs.testing import run_all
from congvu.core.kernel.clock import now
from congvu.core.kernel.documentkinds import kind_by_code
from congvu.core.organisation.choices import Role
from congvu.core.organisation.factories import agency, seat
from congvu.core.search import queries as search
from congvu.office.documents.actions import incoming
from congvu.office.documents.letterhead.engine import compile_pdf
from congvu.office.documents.letterhead.layout import Head, Text, template_data


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_found_by_the_words_of_its_pdf() -> None:
    at = now()
    clerk = seat(role=Role.CLERK, agency=agency())
    kind = kind_by_code("cong_van", at.date())
    assert kind is not None
    pdf = compile_pdf(
        "letter.typ",
        template_data(
            Head(name="Bưu điện tỉnh", notation="BĐ", place="Bắc Giang", head_title="GIÁM ĐỐC"),
            Text(
                kind=kind, subject="thử", code="12/BĐ", day=at.date(),
                body="Đề nghị phối hợp khảo sát ngầm hóa cáp quang tuyến đường Xương Giang.",
            ),
        ),
        day=at.date(),
    )  # fmt: skip
    papers = incoming.take_in(
        actor=clerk, at=at, uploads=[incoming.Upload(io.BytesIO(pdf), "12-BĐ.pdf")]
    )
    fields = incoming.Fields(
        issuer_name="Bưu điện tỉnh", issued_on=at.date(), code="12/BĐ", subject="V/v thử"
    )
    letter = incoming.register(actor=clerk, at=at, fields=fields, papers=papers)
    assert not search.search(actor=clerk, q="ngầm hóa cáp quang").hits
    run_all(at=now())
    hits = search.search(actor=clerk, q="ngam hoa cap quang").hits
    assert [hit.subject.id for hit in hits] == [letter.pk]
    stranger = seat(role=Role.CLERK, agency=agency())
    assert not search.search(actor=stranger, q="ngầm hóa cáp quang").hits
