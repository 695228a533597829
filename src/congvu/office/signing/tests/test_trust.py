"""Trusted roots: who may keep them, and what they change."""

from __future__ import annotations

from io import StringIO

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.db import IntegrityError, transaction

from congvu.core.audit.models import Entry
from congvu.core.kernel.actor import system_actor
from congvu.core.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from congvu.office.signing import actions, queries
from congvu.office.signing.choices import AnchorLabel
from congvu.office.signing.models import TrustAnchor
from congvu.office.signing.verification.tests import made
from congvu.office.signing.verification.tests.made import AT
from congvu.office.work.factories import Cast

pytestmark = pytest.mark.django_db


def pem(holder: made.Holder) -> bytes:
    return holder.certificate.public_bytes(Encoding.PEM)


def add(certificates: bytes, actor=None, **more):
    more = {"label": AnchorLabel.TEST, "source": "Bộ kiểm thử"} | more
    return actions.trust.add(
        actor=actor or system_actor("cli"), at=AT, certificates=certificates, **more
    )


@pytest.mark.parametrize("who", ["leader", "clerk", "it_officer"])
def test_nobody_of_an_agency_decides_whom_the_province_trusts(people: Cast, who):
    with pytest.raises(NotAllowed):
        add(pem(made.root()), people.actor(who))
    with pytest.raises(NotAllowed):
        queries.trust.anchors_for(people.actor(who))
    assert not TrustAnchor.objects.exists()


def test_what_is_no_certificate_is_refused():
    with pytest.raises(Invalid, match="PEM hoặc DER"):
        add(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(Invalid):
        add(b"")


def test_the_certificate_of_a_signer_is_no_root():
    with pytest.raises(Invalid, match="không phải của tổ chức chứng thực"):
        add(pem(made.leader()))


def test_a_root_needs_a_source_and_dates_in_order():
    with pytest.raises(Invalid) as refused:
        add(pem(made.root()), source=" ")
    assert "source" in refused.value.data["fields"]
    with pytest.raises(Invalid):
        add(pem(made.root()), trusted_from=AT, trusted_until=AT)


def test_the_database_refuses_dates_the_wrong_way_round():
    (row,) = add(pem(made.root()))
    with pytest.raises(IntegrityError), transaction.atomic():
        TrustAnchor.objects.filter(pk=row.pk).update(trusted_from=AT, trusted_until=AT)


def test_a_bundle_is_kept_with_its_label_and_an_entry_in_the_journal():
    authority = made.issue("CA trung gian", made.root(), usage="ca")
    root, between = add(pem(made.root()) + pem(authority))
    assert (root.is_root, between.is_root) == (True, False)
    known = queries.trust.anchors()
    assert [anchor.label for anchor in known.roots] == ["thử nghiệm"]
    assert [one.sha256.hex() for one in known.intermediates] == [between.sha256]
    assert Entry.objects.filter(verb="signing.trust.add").count() == 2


def test_adding_again_changes_the_label_and_makes_it_stand():
    (row,) = add(pem(made.root()))
    actions.trust.withdraw(actor=system_actor(), at=AT, anchor_id=row.pk, reason="Đổi khóa")
    assert queries.trust.anchors().roots == []
    with pytest.raises(WrongState):
        actions.trust.withdraw(actor=system_actor(), at=AT, anchor_id=row.pk, reason="Đổi khóa")
    (again,) = add(pem(made.root()), label=AnchorLabel.PUBLIC)
    assert again.pk == row.pk
    assert queries.trust.anchors().roots[0].label == "CA công cộng"


def test_an_absent_root_cannot_be_withdrawn():
    with pytest.raises(NotFound):
        actions.trust.withdraw(actor=system_actor(), at=AT, anchor_id=1, reason="Đổi khóa")


def test_a_chain_is_trusted_only_within_the_dates_of_the_root():
    leader = pem(made.leader())
    assert not queries.trust.chain(leader, AT).trusted
    add(pem(made.root()), trusted_from=AT)
    assert queries.trust.chain(leader, AT).label == "thử nghiệm"
    before = queries.trust.chain(leader, AT - made.YEAR / 2)
    assert not before.trusted
    assert "gốc tin cậy" in before.reason
    expired = queries.trust.chain(leader, AT + 3 * made.YEAR)
    assert "hết hạn" in expired.reason


def test_anchors_are_read_in_one_query(django_assert_num_queries):
    add(pem(made.root()) + pem(made.issue("Gốc khác", None, usage="ca")))
    with django_assert_num_queries(1):
        assert len(queries.trust.anchors().roots) == 2


def test_the_command_line_adds_lists_and_withdraws(tmp_path):
    path = tmp_path / "goc.pem"
    path.write_bytes(pem(made.root()))
    out = StringIO()
    call_command("signing", "trust", "add", str(path), "--label", "test", stdout=out)
    call_command("signing", "trust", "list", stdout=out)
    row = TrustAnchor.objects.get()
    call_command("signing", "trust", "withdraw", str(row.pk), "--reason", "Hết dùng", stdout=out)
    assert out.getvalue().count(row.sha256) == 2
    row.refresh_from_db()
    assert row.withdrawn_reason == "Hết dùng"


def test_the_verify_command_trusts_what_is_managed(tmp_path):
    add(pem(made.root()))
    path = tmp_path / "cong-van.pdf"
    path.write_bytes(made.sign(made.letter(), "LanhDao"))
    out = StringIO()
    call_command("verify", str(path), "--json", stdout=out)
    assert '"trusted_at_signing": true' in out.getvalue()
