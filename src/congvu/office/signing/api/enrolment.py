"""Registering keys by machine: a key file, a token of the signing server, a remote service."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from pydantic import Field

from congvu.core.kernel.api import AnyId, In, Key, actor_of, follow, quick
from congvu.core.kernel.clock import now
from congvu.core.kernel.errors import Invalid
from congvu.office.signing import actions, policies
from congvu.office.signing.api.batches import SigningKeyOut, key_out
from congvu.office.signing.api.router import router
from congvu.office.signing.choices import Purpose
from congvu.office.signing.models import SigningKey

LARGEST = 100_000
"""Characters of a key file in base64; a real one has some thousands."""
PURPOSE = (
    "`person`: của người gọi; `seal`: con dấu của cơ quan; `envelope`: khóa ký gói tin liên thông, "
    "không có mã PIN. Khóa của cơ quan do người giữ khóa của cơ quan đăng ký."
)
ANSWERS = {201: SigningKeyOut}


class EnrolIn(In):
    """What every way of registering asks."""

    purpose: Literal["person", "seal", "envelope"] = Field("person", description=PURPOSE)
    label: str = Field("", max_length=200, description="Tên gọi; bỏ trống là tên trong chứng thư.")
    owner_id: AnyId | None = Field(
        None, description="Người hoặc cơ quan giữ khóa; bỏ trống là của người gọi."
    )

    def whose(self) -> dict[str, Any]:
        """Arguments that all doors share."""
        return {
            "purpose": Purpose(self.purpose), "label": self.label, "owner_id": self.owner_id,
        }  # fmt: skip


class SoftIn(EnrolIn):
    pkcs12: str = Field(
        min_length=4, max_length=LARGEST, description="Tệp khóa PKCS#12 (.p12, .pfx), base64."
    )
    password: str = Field("", max_length=200, description="Mật khẩu của tệp; không lưu.")
    pin: str = Field(
        "", max_length=64, description="Mã PIN từ nay mở khóa, 6 đến 64 ký tự; `envelope` bỏ trống."
    )


class TokenIn(EnrolIn):
    module: str = Field(
        min_length=1, max_length=300, description="Trình điều khiển đã khai báo trên máy chủ."
    )
    token: str = Field(min_length=1, max_length=100, description="Nhãn của thiết bị.")
    key: str = Field(min_length=1, max_length=100, description="Nhãn của khóa trên thiết bị.")
    pin: str = Field(min_length=1, max_length=64, description="Được thử ở thiết bị, không lưu.")


class RemoteIn(EnrolIn):
    service: str = Field(min_length=1, max_length=100, description="Dịch vụ đã khai báo.")
    credential: str = Field(min_length=1, max_length=200, description="Mã khóa ở dịch vụ.")


def _demand(request: HttpRequest, form: EnrolIn) -> HttpResponse:
    """The right alone, in the transaction; the key is taken in after it, without a lock."""
    if form.owner_id is None:
        policies.demand_enrol(actor_of(request), Purpose(form.purpose))
    return quick({}, status=201)


def _soft(request: HttpRequest, form: SoftIn) -> HttpResponse:
    try:
        pkcs12 = base64.b64decode(form.pkcs12, validate=True)
    except (binascii.Error, ValueError):
        words = "Tệp khóa phải được mã hóa base64. Hãy mã hóa lại rồi gửi."
        raise Invalid(words, fields={"pkcs12": [words]}) from None
    key = actions.enrol_soft_key(
        actor=actor_of(request), at=now(), pkcs12=pkcs12, password=form.password, pin=form.pin,
        **form.whose(),
    )  # fmt: skip
    return _made(key)


def _token(request: HttpRequest, form: TokenIn) -> HttpResponse:
    key = actions.enrol_pkcs11(
        actor=actor_of(request), at=now(), module=form.module, token=form.token, key=form.key,
        pin=form.pin, **form.whose(),
    )  # fmt: skip
    return _made(key)


def _remote(request: HttpRequest, form: RemoteIn) -> HttpResponse:
    key = actions.enrol_remote(
        actor=actor_of(request), at=now(), service=form.service, credential=form.credential,
        **form.whose(),
    )  # fmt: skip
    return _made(key)


def _made(key: SigningKey) -> HttpResponse:
    return quick(key_out(key), status=201)


@router.post("/keys/soft", response=ANSWERS, summary="Đăng ký khóa từ tệp PKCS#12")
@follow(_soft)
def soft(request: HttpRequest, form: SoftIn) -> HttpResponse:
    """Khóa được niêm phong bằng mã PIN; tệp và mật khẩu không được lưu."""
    return _demand(request, form)


@router.post("/keys/token", response=ANSWERS, summary="Đăng ký khóa trên thiết bị ký của máy chủ")
@follow(_token)
def token(request: HttpRequest, form: TokenIn) -> HttpResponse:
    """Khóa ở lại thiết bị; trình điều khiển phải có trong cấu hình của máy chủ."""
    return _demand(request, form)


@router.post("/keys/remote", response=ANSWERS, summary="Đăng ký khóa ở dịch vụ ký số từ xa")
@follow(_remote)
def remote(request: HttpRequest, form: RemoteIn) -> HttpResponse:
    """Khóa ở lại dịch vụ (CSC API v2); dịch vụ phải có trong cấu hình của máy chủ."""
    return _demand(request, form)


@router.post("/keys/{int:key_id}/disable", response=SigningKeyOut, summary="Ngừng dùng khóa")
def disable(request: HttpRequest, key_id: Key) -> HttpResponse:
    """Không dùng lại được nữa; văn bản đã ký giữ nguyên."""
    return quick(key_out(actions.disable_key(actor=actor_of(request), at=now(), key_id=key_id)))
