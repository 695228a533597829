"""``bin/congvu verify``: what it prints and how it ends."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.management import call_command

from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.signing.verification.tests import made

pytestmark = pytest.mark.django_db
KEYS = {
    "field", "integrity", "coverage", "later_changes", "timestamp", "trusted_now",
    "trusted_at_signing", "signer", "reason",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A folder of anchors with the root of these tests."""
    found = tmp_path / "anchors"
    found.mkdir()
    pem = made.root().certificate.public_bytes(serialization.Encoding.PEM)
    (found / "goc.pem").write_bytes(pem)
    return found


@pytest.fixture
def signed(tmp_path):
    path = tmp_path / "cong-van.pdf"
    path.write_bytes(
        made.sign(made.letter(), "LanhDao", when=now() - timedelta(days=1), stamped=True)
    )
    return path


def run(*argv: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify", *map(str, argv), stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_an_absent_file_is_refused_in_words(tmp_path):
    with pytest.raises(Invalid, match="Không đọc được tệp"):
        run(tmp_path / "khong-co.pdf", "--json")


def test_what_is_no_pdf_still_prints_the_form(tmp_path):
    path = tmp_path / "trang.pdf"
    path.write_bytes(b"<html></html>")
    status, out, err = run(path, "--json")
    assert status == 1
    assert json.loads(out) == {"signatures": [], "verdict": "không đủ thông tin"}
    assert "không phải là PDF" in err
    assert "Traceback" not in err


def test_a_folder_without_certificates_is_refused(signed, tmp_path):
    with pytest.raises(Invalid, match="thư mục"):
        run(signed, "--anchors", tmp_path / "absent")


def test_the_form_has_exactly_these_keys(signed, folder):
    status, out, _ = run(signed, "--json", "--anchors", folder)
    found = json.loads(out)
    assert status == 0
    assert set(found) == {"signatures", "verdict"}
    assert set(found["signatures"][0]) == KEYS
    assert found["verdict"] == "hợp lệ"
    assert found["signatures"][0]["trusted_now"] is True
    assert found["signatures"][0]["signer"] == "Nguyễn Văn Lãnh"


def test_without_anchors_the_signer_is_unknown_and_the_status_says_so(signed):
    assert run(signed, "--exit-code")[0] == 4
    assert run(signed)[0] == 0


def test_people_read_the_facts_in_vietnamese(signed, folder):
    _, out, _ = run(signed, "--anchors", folder, "--label", "thử nghiệm")
    assert "Tính toàn vẹn: còn nguyên vẹn (SHA256)" in out
    assert "tin cậy (thử nghiệm): Nguyễn Văn Lãnh ← Gốc thử nghiệm" in out
    assert out.rstrip().endswith("tất cả đều hợp lệ.")


def test_a_spoilt_letter_ends_with_three(signed):
    data = bytearray(signed.read_bytes())
    data[200] ^= 1
    signed.write_bytes(bytes(data))
    status, out, _ = run(signed, "--json", "--exit-code")
    assert json.loads(out)["verdict"] == "không hợp lệ"
    assert status in {1, 3}
