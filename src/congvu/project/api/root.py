"""The API root: mounts the rooms' routers and gives them sign-in, limits, keys and refusals."""

from __future__ import annotations

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from congvu.project.api.auth import SessionAuth, TokenAuth
from congvu.project.api.keys import HEADER, keyed
from congvu.project.api.limits import PerCaller
from congvu.project.api.openapi import describe
from congvu.project.api.problems import install
from congvu.project.api.rooms import ROUTERS

DESCRIPTION = f"""API của Công Vụ. Mọi việc làm được trên trang đều làm được ở đây.

- Xác thực: `Authorization: Bearer <mã truy cập>`; `X-Appointment` chọn vị trí công tác,
  `X-Delegation` làm thay theo ủy quyền.
- Mỗi POST kèm `{HEADER}`: gửi lại cùng khóa, cùng nội dung thì nhận lại đúng trả lời cũ.
- Danh sách trả theo trang: gửi lại `cursor` bằng `next_cursor`; rỗng là hết.
- Từ chối luôn có dạng `code`, `message`, `data`, `status`.
"""


class OrjsonRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=_dump)


def _dump(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


api = NinjaAPI(
    title="Công Vụ",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    throttle=[PerCaller()],
    renderer=OrjsonRenderer(),
)
install(api)
api.add_decorator(keyed, mode="view")
for _segment, _router, _room in ROUTERS:
    api.add_router(f"/{_segment}", _router, tags=[_segment])
describe(api)
