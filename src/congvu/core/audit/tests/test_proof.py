"""Proofs of single entries, checked without the database."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from congvu.core.audit import factories, proof, sealing
from congvu.core.kernel.errors import NotFound, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven() -> dict:
    entries = factories.entries(7)
    sealing.seal(at=factories.AT)
    out = io.StringIO()
    call_command("audit", "prove", str(entries[4].pk), stdout=out)
    return json.loads(out.getvalue())


def test_no_proof_of_what_is_not_there():
    with pytest.raises(NotFound):
        proof.prove(1)


def test_no_proof_before_the_seal():
    entry = factories.entries(1)[0]
    with pytest.raises(WrongState, match="một phút"):
        proof.prove(entry.pk)
    with pytest.raises(CommandError, match="chưa được niêm phong"):
        call_command("audit", "prove", str(entry.pk))


@pytest.mark.parametrize(
    ("broken", "change"),
    [
        ("content", lambda p: p["entry"].update(actor_name="Khác")),
        ("content", lambda p: p["entry"]["changes"].update(remark="không gấp")),
        ("inclusion", lambda p: p["entry"].update(id=p["entry"]["id"] + 1)),
        ("inclusion", lambda p: p["path"].pop()),
        ("inclusion", lambda p: p["path"][0].update(side="left")),
        ("block", lambda p: p["block"].update(sealed_at="2016-01-01T00:00:00+00:00")),
        ("block", lambda p: p["block"].update(previous="00" * 31 + "01")),
        ("mac", lambda p: p["block"].update(mac="00" * 32)),
    ],
)
def test_a_changed_proof_does_not_stand(proven, broken, change):
    change(proven)
    assert proof.check(proven).checks[broken] is False


@pytest.mark.parametrize("text", ["{}", "[]", '"x"', '{"format": "congvu-audit-proof-1"}', "nein"])
def test_what_is_no_proof(text, tmp_path):
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(CommandError, match="Không đọc được chứng minh"):
        call_command("audit", "check-proof", str(file))


def test_a_proof_stands_without_the_database(proven, tmp_path, django_assert_num_queries):
    file = tmp_path / "p.json"
    file.write_text(json.dumps(proven), encoding="utf-8")
    out = io.StringIO()
    with django_assert_num_queries(0):
        call_command("audit", "check-proof", str(file), stdout=out)
    assert out.getvalue().count("đúng") == 4
    proven["path"][0]["hash"] = "00" * 32
    file.write_text(json.dumps(proven))
    with pytest.raises(CommandError, match="không đứng vững"):
        call_command("audit", "check-proof", str(file), stdout=io.StringIO())


def test_every_entry_of_a_block_can_be_proven():
    entries = factories.entries(9)
    sealing.seal(at=factories.AT)
    for entry in entries:
        assert proof.check(proof.prove(entry.pk)).sound
