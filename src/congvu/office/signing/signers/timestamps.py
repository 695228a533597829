"""Client of a timestamp authority (RFC 3161)."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx2
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper

from congvu.office.signing.errors import SignatureRefused, SignerAway

AWAY = "Máy chủ cấp dấu thời gian không trả lời. Văn bản chưa được ký; hãy thử lại sau ít phút."
REFUSED = "Máy chủ cấp dấu thời gian từ chối yêu cầu. Hãy báo quản trị hệ thống kiểm tra cấu hình."
SECONDS = 15.0


class HouseTimeStamper(TimeStamper):  # type: ignore[misc]
    """Asks one authority; ``last`` is the moment of its latest answer.

    :raises SignerAway: no answer
    :raises SignatureRefused: an answer without a token, or to another question
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.last: datetime | None = None

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        try:
            answer = httpx2.post(
                self.url, content=req.dump(), timeout=SECONDS,
                headers={"Content-Type": "application/timestamp-query"},
            )  # fmt: skip
        except httpx2.HTTPError as error:
            raise SignerAway(AWAY) from error
        if answer.status_code != 200:
            raise SignerAway(AWAY)
        if answer.headers.get("content-type") != "application/timestamp-reply":
            raise SignatureRefused(REFUSED)
        return tsp.TimeStampResp.load(answer.content)

    def dummy(self) -> None:
        """Ask once, to learn the authority's certificates."""
        asyncio.run(self.async_dummy_response("sha256"))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        token = await super().async_timestamp(message_digest, md_algorithm)
        content = token["content"]["encap_content_info"]["content"].parsed
        imprint = content["message_imprint"]["hashed_message"].native
        if imprint != message_digest:
            raise SignatureRefused(REFUSED)
        self.last = content["gen_time"].native
        return token
