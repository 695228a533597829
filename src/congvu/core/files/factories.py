"""Files of every type, made from nothing, and stored or attached ones for tests of any room."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Mapping
from datetime import datetime

from PIL import Image

from congvu.core.audit.actions import action
from congvu.core.files import actions
from congvu.core.files.choices import Use
from congvu.core.files.models import File
from congvu.core.kernel.actor import Actor, system_actor
from congvu.core.kernel.clock import VIETNAM
from congvu.core.kernel.subject import Subject

AT = datetime(2016, 3, 15, 9, 0, tzinfo=VIETNAM)
SUBJECT = Subject("files.sample", 1)

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_salt = itertools.count(1)


def pdf(text: str = "Cong van so 1", *, pages: int = 1, padding: int = 0) -> bytes:
    """A PDF with one line of ASCII on each page; ``padding`` bytes make it as large as wanted."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number in range(pages):
        stream = f"BT /F1 14 Tf 72 770 Td ({text}, trang {number + 1}) Tj ET"
        objects += [
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + b"%" + b"x" * padding + b"\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def docx(text: str = "Kính gửi: Sở Nội vụ", **parts: str | bytes) -> bytes:
    """A Word file of one paragraph; ``parts`` adds parts, with ``__`` for ``/`` and ``_dot_``."""
    body = f'<?xml version="1.0"?><w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    named = {k.replace("__", "/").replace("_dot_", "."): v for k, v in parts.items()}
    return zipped({"[Content_Types].xml": _CONTENT_TYPES, "word/document.xml": body} | named)


def odt(text: str = "Báo cáo tháng") -> bytes:
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f"<text:p>{text}</text:p></office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body})


def xlsx(text: str = "Số đến") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{space}"/>',
            "xl/sharedStrings.xml": f'<sst xmlns="{space}"><si><t>{text}</t></si></sst>',
        }
    )


def picture(form: str = "PNG", *, size: tuple[int, int] = (40, 30), frames: int = 1) -> bytes:
    out = io.BytesIO()
    images = [Image.new("RGB", size, (200, 30 * n, 30)) for n in range(frames)]
    more = {"save_all": True, "append_images": images[1:]} if frames > 1 else {}
    images[0].save(out, form, **more)
    return out.getvalue()


def stored(
    content: bytes | None = None,
    *,
    name: str = "van-ban.pdf",
    use: Use = Use.MAIN,
    actor: Actor | None = None,
    at: datetime = AT,
) -> actions.Stored:
    """A content taken in; a PDF of its own when none is given."""
    return actions.store(
        stream=io.BytesIO(content or pdf(f"Van ban mau {next(_salt)}")),
        name=name,
        use=use,
        actor=actor or system_actor("demo"),
        at=at,
    )


def attached(
    content: bytes | None = None,
    *,
    subject: Subject = SUBJECT,
    name: str = "van-ban.pdf",
    use: Use = Use.MAIN,
    replaces: File | None = None,
    actor: Actor | None = None,
    at: datetime = AT,
) -> File:
    """A file attached to a subject by a verb of its own."""
    actor = actor or system_actor("demo")
    source = stored(content, name=name, use=use, actor=actor, at=at)
    return attach_sample(
        source=source, subject=subject, use=use, replaces=replaces, actor=actor, at=at
    )


@action("files.sample.attach")
def attach_sample(
    *,
    source: actions.Stored | File,
    subject: Subject,
    use: Use,
    replaces: File | None = None,
    actor: Actor,
    at: datetime,
) -> File:
    """What a letter's verb does, for tests that need no letter."""
    return actions.attach(
        source=source, subject=subject, use=use, replaces=replaces, actor=actor, at=at
    )


@action("files.sample.remove")
def remove_sample(*, file: File, actor: Actor, at: datetime) -> None:
    """Taking a file off, as a step of a verb."""
    actions.remove(file=file, actor=actor, at=at)
