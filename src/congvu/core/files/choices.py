"""Fixed choices of the files room."""

from django.db.models import TextChoices


class Use(TextChoices):
    """What a file is to its subject; the rules of size and type hang on it."""

    MAIN = "main", "Văn bản chính"
    ATTACHMENT = "attachment", "Tài liệu kèm theo"
    DRAFT = "draft", "Dự thảo"
    WORK = "work", "Tài liệu xử lý"
    RESULT = "result", "Kết quả giải quyết"
    IMPORT = "import", "Tệp nhập dữ liệu"
    PICTURE = "picture", "Ảnh"


class TextStatus(TextChoices):
    """How far the reading of a file's text has come."""

    WAITING = "waiting", "Đang chờ đọc"
    READY = "ready", "Đã đọc"
    NONE = "none", "Không có chữ"
    FAILED = "failed", "Không đọc được"
