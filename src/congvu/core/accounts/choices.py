"""Fixed choices of the accounts room."""

from django.db.models import TextChoices


class Kind(TextChoices):
    PERSON = "person", "Cán bộ, công chức"
    CITIZEN = "citizen", "Công dân"
    SERVICE = "service", "Tài khoản dịch vụ"


class DisabledReason(TextChoices):
    IDLE = "idle", "Không sử dụng quá thời hạn"
    ADMINISTRATOR = "administrator", "Quản trị đã khóa"
