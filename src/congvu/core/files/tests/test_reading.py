"""Words and page images: bounded, in a child, told to the rooms that asked."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from congvu.core.files import factories, pages, queries, reading, registry
from congvu.core.files.choices import TextStatus
from congvu.core.files.models import Blob, BlobText
from congvu.core.files.text import child, pictures, words
from congvu.core.jobs.testing import run_all
from congvu.core.kernel.errors import NotFound
from congvu.core.kernel.subject import Subject

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[6] / "shared" / "data"


def test_a_child_that_takes_too_much_is_stopped(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Công văn " * 1_000_000, encoding="utf-8")
    assert len(child.read(file, "txt", folder=tmp_path, characters=10**8).text) == 9_000_000
    with pytest.raises(child.ReadingFailed):
        child.read(file, "txt", folder=tmp_path, characters=10**8, memory=1 << 20)
    with pytest.raises(child.ReadingFailed):
        child.read(tmp_path / "absent", "pdf", folder=tmp_path)


def test_the_child_gets_no_secrets(monkeypatch):
    monkeypatch.setenv("CONGVU_SECRET_KEY", "bi-mat")
    assert "CONGVU_SECRET_KEY" not in child._environment()


def test_an_unreadable_file_is_marked_and_not_tried_again():
    file = factories.attached()
    Blob.objects.filter(pk=file.blob_id).update(kind="docx")
    run_all()
    file.blob.refresh_from_db()
    assert file.blob.text_status == TextStatus.FAILED
    assert queries.text_of(file) == ""


def test_words_are_cut_at_the_limit(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("Công văn " * 100, encoding="utf-8")
    assert words.read(file, "txt", limit=8) == ("Công văn", True)


WORDS = {
    "pdf": (factories.pdf("Cong van 647/STTTT"), "cv.pdf", "Cong van 647/STTTT"),
    "docx": (factories.docx("Kính gửi: Sở Nội vụ"), "a.docx", "Kính gửi: Sở Nội vụ"),
    "odt": (factories.odt("Báo cáo tháng 3"), "a.odt", "Báo cáo tháng 3"),
    "xlsx": (factories.xlsx("Số đến"), "a.xlsx", "Số đến"),
    "txt": ("Thông báo họp".encode(), "a.txt", "Thông báo họp"),
}


@pytest.mark.parametrize("kind", WORDS)
def test_words_are_found(kind):
    content, name, expected = WORDS[kind]
    file = factories.attached(content, name=name, use=factories.Use.ATTACHMENT)
    assert queries.texts_of([factories.SUBJECT]) == {}
    run_all()
    assert expected in queries.text_of(file)
    assert expected in queries.texts_of([factories.SUBJECT])[factories.SUBJECT]


def test_words_are_composed_and_clean():
    assert reading.clean("Quye\u0302\u0301t\x00 \u200bđịnh\ud800\x0c") == "Quyết định"


def test_rooms_are_told_and_reading_twice_changes_nothing(monkeypatch):
    told: list[set[int]] = []
    monkeypatch.setattr(registry.text_hooks, "_entries", {"files.sample": told.append})
    file = factories.attached(factories.pdf())
    factories.attached(factories.pdf(), subject=Subject("files.sample", 7))
    factories.attached(factories.pdf(), subject=Subject("files.unheard", 8))
    run_all()
    assert told == [{1, 7}]
    reading.read_blob(file.blob)
    assert BlobText.objects.count() == 1


def test_pages_are_drawn_ahead_and_on_demand(monkeypatch):
    monkeypatch.setattr(pages, "AHEAD", 1)
    file = factories.attached(factories.pdf(pages=3))
    with pytest.raises(NotFound):
        pages.image(file.blob, 0)
    with pytest.raises(NotFound):
        pages.image(file.blob, 4)
    run_all()
    for number in (1, 3):
        with pages.image(file.blob, number) as stream, Image.open(stream) as picture:
            assert picture.format == "PNG"
            assert abs(picture.width - pictures.WIDTH) <= 1
    monkeypatch.setattr(child, "read", None)
    with pages.image(file.blob, 3) as stream:
        assert stream.read(4) == b"\x89PNG"


def test_a_signature_is_drawn_with_its_page(tmp_path):
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(100, 100))
    look = paper.make_stream(b"1 0 0 rg 0 0 50 50 re f")
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([0, 0, 50, 50])
    field = paper.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T="Ký", F=4,
            Rect=[25, 25, 75, 75], AP=pikepdf.Dictionary(N=look), P=page.obj,
        )
    )  # fmt: skip
    page.Annots = paper.make_indirect(pikepdf.Array([field]))
    paper.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    file = tmp_path / "ky.pdf"
    paper.save(file)
    pictures.draw(file, "pdf", numbers=[1], folder=tmp_path)
    with Image.open(tmp_path / "1.png") as picture:
        middle = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    assert middle == (255, 0, 0)


def test_a_tiff_is_shown_page_by_page():
    file = factories.attached(factories.picture("TIFF", frames=3), name="a.tif")
    with pages.image(file.blob, 2) as stream, Image.open(stream) as picture:
        assert picture.getpixel((0, 0)) == (200, 30, 30)


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared data absent")
def test_a_real_signed_letter_is_read():
    content = (SHARED / "documents" / "vb07.pdf").read_bytes()
    file = factories.attached(content)
    run_all()
    assert file.blob.pages == 3
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in queries.text_of(file).upper().replace(
        "HOÀ", "HÒA"
    )
