"""Fixed choices of the organisation room."""

from django.db.models import TextChoices


class Level(TextChoices):
    """Level of an agency in the machinery of state."""

    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "Tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã"
    OTHER = "other", "Đơn vị khác"


class CodeScheme(TextChoices):
    """Schemes of agency codes (QCVN 102:2016; QĐ 20/2020/QĐ-TTg)."""

    QCVN102 = "qcvn102", "QCVN 102:2016/BTTTT"
    QD20 = "qd20", "QĐ 20/2020/QĐ-TTg"


class UnitKind(TextChoices):
    LEADERSHIP = "leadership", "Lãnh đạo cơ quan"
    OFFICE = "office", "Văn phòng"
    DIVISION = "division", "Phòng chuyên môn"
    CENTRE = "centre", "Đơn vị sự nghiệp"


class Role(TextChoices):
    """What a post may do in its agency; the policies speak only of these."""

    CLERK = "clerk", "Văn thư"
    LEADER = "leader", "Người đứng đầu"
    DEPUTY_LEADER = "deputy_leader", "Cấp phó của người đứng đầu"
    OFFICE_HEAD = "office_head", "Chánh văn phòng"
    UNIT_HEAD = "unit_head", "Trưởng đơn vị"
    UNIT_DEPUTY = "unit_deputy", "Phó trưởng đơn vị"
    OFFICER = "officer", "Chuyên viên"
    AGENCY_ADMIN = "agency_admin", "Quản trị cơ quan"


class TerritoryKind(TextChoices):
    PROVINCE = "province", "Tỉnh, thành phố"
    DISTRICT = "district", "Huyện, quận, thị xã, thành phố"
    COMMUNE = "commune", "Xã, phường, thị trấn"


class DayKind(TextChoices):
    HOLIDAY = "holiday", "Nghỉ lễ, Tết"
    COMPENSATORY = "compensatory", "Nghỉ bù"
    SWAP_OFF = "swap_off", "Nghỉ hoán đổi"
    MAKE_UP = "make_up", "Làm bù"


class Authority(TextChoices):
    """The line above the signature (ND 30/2020, Annex I, II.7)."""

    TUQ = "TUQ.", "Thừa ủy quyền (TUQ.)"
    KT = "KT.", "Ký thay (KT.)"
    TL = "TL.", "Thừa lệnh (TL.)"
    TM = "TM.", "Thay mặt (TM.)"
    Q = "Q.", "Quyền (Q.)"
