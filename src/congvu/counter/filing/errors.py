"""Refusals of the filing room."""

from __future__ import annotations

from congvu.core.kernel.errors import DomainError, Invalid, Stale, WrongState


class NotOnline(WrongState):
    """The agency serves the procedure, but not online."""

    code = "not_online"
    default = (
        "Cơ quan này chưa nhận hồ sơ trực tuyến cho thủ tục đã chọn. Hãy nộp tại Bộ phận Một cửa "
        "hoặc chọn cơ quan khác."
    )


class NoLongerOffered(WrongState):
    """Withdrawn, or another agency's, between draft and filing; the draft stays."""

    code = "no_longer_offered"
    default = (
        "Thủ tục này vừa hết hiệu lực hoặc cơ quan không còn nhận nữa nên chưa nộp được. Bản khai "
        "và các tệp vẫn được giữ nguyên; hãy xem thủ tục thay thế hoặc hỏi Bộ phận Một cửa."
    )


class FormChanged(WrongState):
    """Another version of procedure or form holds since the draft was begun."""

    code = "form_changed"
    default = (
        "Thủ tục hoặc tờ khai vừa có phiên bản mới. Nội dung đã khai được giữ và chuyển sang bản "
        "mới; hãy xem lại các ô được đánh dấu rồi nộp."
    )


class DraftElsewhere(Stale):
    """The same field was saved from another device meanwhile."""

    code = "draft_elsewhere"
    default = (
        "Bản khai này vừa được lưu từ một thiết bị khác. Hãy tải lại trang để xem bản mới nhất "
        "trước khi sửa tiếp."
    )


class NotComplete(Invalid):
    """The draft has gaps; ``data["paths"]`` maps fields to sentences."""

    code = "draft_not_complete"
    default = "Bản khai chưa đủ để nộp. Hãy xem các ô và giấy tờ được đánh dấu."


class WrongCode(DomainError):
    """The code that belongs to a draft's link is another."""

    code = "wrong_draft_code"
    status = 403
    default = "Mã không đúng. Hãy xem lại mã đã được cấp cùng đường dẫn của bản khai."


class TooManyTries(DomainError):
    code = "too_many_tries"
    status = 429
    default = "Đã thử quá nhiều lần. Hãy đợi một giờ rồi thử lại."


class LinkOver(WrongState):
    """A link that was revoked, used up, or is past its day."""

    code = "link_over"
    default = (
        "Đường dẫn này đã hết hạn hoặc đã bị thu hồi. Hãy liên hệ Bộ phận Một cửa để nhận đường "
        "dẫn mới."
    )


class RatedAlready(WrongState):
    code = "rated_already"
    default = "Hồ sơ này đã được đánh giá. Cảm ơn ông/bà."


class UploadBroken(Invalid):
    """A piece that does not follow the ones before; ``data["received"]`` says where to go on."""

    code = "upload_broken"
    status = 409
    default = "Phần tệp gửi lên không nối tiếp phần đã nhận. Hãy tiếp tục từ chỗ đã nhận."
