"""Messages for tests: complete ones, changed by keyword."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from congvu.core.kernel.clock import VIETNAM
from congvu.office.exchange.edxml.building import build
from congvu.office.exchange.edxml.message import (
    Attachment,
    Content,
    Letter,
    Message,
    Organ,
    Receiver,
    Reference,
    Replacement,
    Staff,
    Status,
    Trace,
)
from congvu.office.exchange.edxml.signature import Signer, SoftSigner

AT = datetime(2016, 7, 29, 15, 20, 7, tzinfo=VIETNAM)
SENDER = Organ(
    "000.00.15.H02", "Sở Thông tin và Truyền thông tỉnh Bắc Giang", "UBND tỉnh Bắc Giang",
    "Thành phố Bắc Giang", "vanthu@stttt.example.vn", "02040000000", "02040000001", "stttt.example.vn",
)  # fmt: skip
RECEIVER = Organ("000.00.31.H02", "UBND huyện Hiệp Hòa", "UBND tỉnh Bắc Giang")
STAFF = Staff(
    "Văn phòng Sở", "Trần Thị Thử", "vanthu@stttt.example.vn", "0912000000", "P01", "CB07"
)
EARLIER = Reference(
    "000.00.31.H02", "512/UBND-VHTT", "000.00.31.H02,2016/07/20,512/UBND-VHTT", date(2016, 7, 20)
)


def content(data: bytes) -> Content:
    return Content(len(data), hashlib.sha256(data).hexdigest(), partial(io.BytesIO, data))


def attachment(
    data: bytes = b"%PDF-1.4 thu", name: str = "647-STTTT-CNTT.pdf", **more: Any
) -> Attachment:
    return Attachment(**{
        "name": name, "content_type": "application/pdf", "content": content(data),
        "description": "Văn bản chính", "content_id": "cid:7d0f6a52-1", **more,
    })  # fmt: skip


def letter(**changes: Any) -> Letter:
    """A new letter with every optional part of A.2."""
    complete = Letter(
        document_id="000.00.15.H02,2016/07/29,647/STTTT-CNTT",
        sender=SENDER, recipients=(RECEIVER,), number="647", notation="STTTT-CNTT",
        promulgated_on=date(2016, 7, 29), place="Bắc Giang", kind_type=18, kind_detail=0,
        kind_name="Công văn", subject="V/v triển khai chữ ký số đến cấp xã",
        summary="Đề nghị rà soát danh sách đăng ký chứng thư số", competence="KT. GIÁM ĐỐC",
        signer_position="PHÓ GIÁM ĐỐC", signer_name="Nguyễn Văn Mẫu", due_on=date(2016, 8, 12),
        to_places=("UBND huyện Hiệp Hòa", "Lưu: VT, CNTT"), priority=0, sphere="Nội bộ",
        typist="NVM", copies=11, pages=2, direction=False, appendixes=("Danh sách đăng ký",),
        response_for=(EARLIER,), steering=0, traces=(Trace("000.00.15.H02", AT),), business=0,
        business_reason="Văn bản điện tử mới", staff=STAFF, attachments=(attachment(),),
    )  # fmt: skip
    return replace(complete, **changes)


def status(code: str = "03", **changes: Any) -> Status:
    about = Reference(
        "000.00.15.H02", "647/STTTT-CNTT", "000.00.15.H02,2016/07/29,647/STTTT-CNTT",
        date(2016, 7, 29),
    )  # fmt: skip
    complete = Status(
        sender=RECEIVER, about=about, code=code,
        description="Đã tiếp nhận, vào sổ văn bản đến số 1024", at=AT + timedelta(minutes=22), staff=STAFF,
    )  # fmt: skip
    return replace(complete, **changes)


def revocation(**changes: Any) -> Letter:
    return letter(
        business=1,
        business_reason="Ban hành nhầm",
        attachments=(),
        response_for=(EARLIER,),
        **changes,
    )


def update(**changes: Any) -> Letter:
    return letter(
        business=2, business_reason="Bổ sung phụ lục", business_document_id=EARLIER.document_id,
        content_changed=True, receivers_changed=True,
        receivers=(Receiver("000.00.31.H02", 0), Receiver("000.00.32.H02", 1)), **changes,
    )  # fmt: skip


def replacement(**changes: Any) -> Letter:
    old = Replacement(EARLIER.document_id, ("000.00.31.H02", "000.00.32.H02"))
    return letter(
        business=3, business_reason="Thay thế văn bản sai", replacements=(old,), **changes
    )


def shapes() -> dict[str, Message]:
    """The shapes that travel: four of letters, nine of statuses."""
    codes = ("01", "02", "03", "04", "05", "06", "13", "15", "16")
    letters: dict[str, Message] = {
        "new": letter(), "revoke": revocation(), "update": update(), "replace": replacement(),
    }  # fmt: skip
    return letters | {f"status-{code}": status(code) for code in codes}


def built(message: Message, sign_with: Signer | None = None) -> bytes:
    out = io.BytesIO()
    build(message, out, sign_with)
    return out.getvalue()


@cache
def signer(name: str = "Sở Thông tin và Truyền thông", bits: int = 2048) -> SoftSigner:
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(7)
        .not_valid_before(AT - timedelta(days=9)).not_valid_after(AT + timedelta(days=9000))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return SoftSigner(key, certificate)
