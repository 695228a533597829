"""Official codes of the exchange (QCVN 102:2016/BTTTT) in our names."""

from django.db.models import IntegerChoices, TextChoices


class Business(IntegerChoices):
    """What a letter message does (``BussinessDocType``)."""

    NEW = 0, "Văn bản điện tử mới"
    REVOKE = 1, "Thu hồi văn bản điện tử"
    UPDATE = 2, "Cập nhật văn bản điện tử"
    REPLACE = 3, "Thay thế văn bản điện tử"


class StatusCode(TextChoices):
    """What became of a letter (``StatusCode``); a code not listed here is kept as it came."""

    ARRIVED = "01", "Đã đến"
    REFUSED = "02", "Từ chối tiếp nhận"
    REGISTERED = "03", "Đã tiếp nhận, vào sổ"
    ASSIGNED = "04", "Phân công xử lý"
    PROCESSING = "05", "Đang xử lý"
    DONE = "06", "Hoàn thành"
    RECALL_ASKED = "13", "Yêu cầu cập nhật, lấy lại"
    RECALL_AGREED = "15", "Đồng ý yêu cầu cập nhật, lấy lại"
    RECALL_REFUSED = "16", "Từ chối yêu cầu cập nhật, lấy lại"
