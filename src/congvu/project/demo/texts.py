"""Subjects and bodies of believable letters, written for the demo."""

from __future__ import annotations

import random
from typing import NamedTuple

OUTSIDE = (
    ("Bộ Thông tin và Truyền thông", "BTTTT", ("CNTT", "CATTT", "BC", "VT", "KHTC")),
    ("Văn phòng Chính phủ", "VPCP", ("KSTT", "KGVX", "CN")),
    ("Bộ Nội vụ", "BNV", ("CCVC", "VTLT")),
    ("Cục An toàn thông tin", "CATTT", ("NCSC", "TĐQLGS")),
    ("Bưu điện tỉnh Bắc Giang", "BĐBG", ("KTNV", "TCHC")),
    ("VNPT Bắc Giang", "VNPTBG", ("KTM", "KHDN")),
    ("Viettel Bắc Giang", "VTBG", ("KT", "KHTH")),
    ("Công an tỉnh Bắc Giang", "CAT", ("PV05", "PA05")),
    ("Hội Nhà báo tỉnh Bắc Giang", "HNB", ("VP",)),
)
"""Correspondents outside the installation: name, notation, drafting marks."""


class Topic(NamedTuple):
    """What a letter is about, and which division of the department handles it."""

    unit: str
    kind: str
    """Abbreviation of the kind of document; empty means công văn."""
    subject: str


TOPICS = (
    Topic("CNTT", "", "V/v triển khai chữ ký số chuyên dùng đến cấp xã"),
    Topic("CNTT", "", "V/v rà soát danh mục dịch vụ công trực tuyến mức độ 3"),
    Topic("CNTT", "", "V/v góp ý dự thảo Quy chế quản lý, vận hành hệ thống quản lý văn bản"),
    Topic("CNTT", "BC", "Báo cáo tình hình ứng dụng công nghệ thông tin quý {quy}"),
    Topic("CNTT", "KH", "Kế hoạch ứng dụng công nghệ thông tin trong hoạt động cơ quan nhà nước"),
    Topic("CNTT", "", "V/v cảnh báo lỗ hổng bảo mật và khắc phục sự cố an toàn thông tin"),
    Topic("CNTT", "GM", "Giấy mời tập huấn sử dụng phần mềm một cửa điện tử cấp huyện"),
    Topic("CNTT", "TTr", "Tờ trình đề nghị phê duyệt dự toán nâng cấp Trung tâm tích hợp dữ liệu"),
    Topic("CNTT", "", "V/v cung cấp tài khoản thư điện tử công vụ cho cán bộ, công chức"),
    Topic("BCVT", "BC", "Báo cáo số liệu bưu chính, viễn thông tháng {thang}"),
    Topic("BCVT", "", "V/v chỉnh trang, bó gọn cáp viễn thông trên địa bàn thành phố"),
    Topic("BCVT", "", "V/v phối hợp xử lý trạm BTS gây ý kiến trong nhân dân tại {xa}"),
    Topic("BCVT", "", "V/v bảo đảm thông tin liên lạc phòng, chống thiên tai năm {nam}"),
    Topic("BCVT", "QĐ", "Quyết định về việc thành lập đoàn kiểm tra điểm phục vụ bưu chính"),
    Topic("BCXB", "", "V/v đề nghị cấp giấy phép xuất bản bản tin “Khuyến nông {huyen}”"),
    Topic("BCXB", "", "V/v đề nghị cấp giấy phép xuất bản tài liệu không kinh doanh"),
    Topic("BCXB", "TB", "Thông báo nội dung giao ban báo chí tháng {thang}"),
    Topic("BCXB", "", "V/v cung cấp thông tin cho báo chí về tình hình kinh tế - xã hội"),
    Topic("BCXB", "HD", "Hướng dẫn công tác thông tin cơ sở, đài truyền thanh cấp xã"),
    Topic("KHTC", "", "V/v xây dựng dự toán ngân sách nhà nước năm {nam}"),
    Topic("KHTC", "BC", "Báo cáo quyết toán kinh phí chương trình mục tiêu về thông tin cơ sở"),
    Topic("KHTC", "QĐ", "Quyết định về việc giao chỉ tiêu kế hoạch năm {nam}"),
    Topic("VP", "", "V/v cử cán bộ tham gia lớp bồi dưỡng nghiệp vụ văn thư, lưu trữ"),
    Topic("VP", "GM", "Giấy mời dự hội nghị giao ban công tác cải cách hành chính"),
    Topic("VP", "TB", "Thông báo kết luận của lãnh đạo Sở tại cuộc họp giao ban tuần"),
    Topic("VP", "", "V/v báo cáo kết quả thực hiện nhiệm vụ UBND tỉnh giao tháng {thang}"),
    Topic("TTr", "KH", "Kế hoạch thanh tra, kiểm tra lĩnh vực thông tin và truyền thông"),
    Topic("TTr", "", "V/v trả lời đơn kiến nghị của công dân {xa}"),
    Topic("TTr", "", "V/v xử lý tin nhắn rác, cuộc gọi rác trên địa bàn tỉnh"),
    Topic("TTCNTT", "", "V/v hỗ trợ kỹ thuật hội nghị truyền hình trực tuyến đến cấp xã"),
    Topic("TTCNTT", "BC", "Báo cáo tình hình vận hành cổng thông tin điện tử quý {quy}"),
)

INSTRUCTIONS = (
    "Giao {lead} chủ trì, phối hợp các đơn vị liên quan tham mưu văn bản trả lời.",
    "{lead} nghiên cứu, đề xuất, báo cáo lãnh đạo Sở.",
    "Chuyển {lead} xử lý theo quy định, đúng thời hạn.",
    "{lead} chủ trì tổng hợp, dự thảo báo cáo trình Giám đốc.",
)

ASSIGNS = (
    "Đồng chí nghiên cứu, dự thảo văn bản trả lời trước hạn.",
    "Rà soát số liệu, xin ý kiến các đơn vị, báo cáo trưởng phòng.",
    "Thực hiện theo bút phê của lãnh đạo Sở.",
)

RESULTS = (
    "Đã tham mưu văn bản trả lời.",
    "Đã tổng hợp, lưu theo dõi.",
    "Đã thực hiện xong theo yêu cầu của văn bản.",
)

BODY = (
    "Thực hiện chỉ đạo của UBND tỉnh về việc đẩy mạnh ứng dụng công nghệ thông tin trong hoạt "
    "động của cơ quan nhà nước, {agency} đề nghị các cơ quan, đơn vị quan tâm thực hiện một số "
    "nội dung sau:\n\n"
    "1. Rà soát, tổng hợp số liệu theo biểu mẫu gửi kèm; bảo đảm đầy đủ, chính xác.\n\n"
    "2. Phân công cán bộ đầu mối, gửi danh sách (họ tên, chức vụ, số điện thoại) về {agency} "
    "trước ngày {due}.\n\n"
    "3. Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh kịp thời về "
    "{agency} để phối hợp giải quyết.\n\n"
    "{agency} trân trọng đề nghị các cơ quan, đơn vị phối hợp thực hiện."
)


def fill(text: str, chance: random.Random, *, month: int, year: int) -> str:
    """A template with its blanks filled."""
    return text.format(
        thang=f"{month:02}",
        quy=("I", "II", "III", "IV")[(month - 1) // 3],
        nam=year,
        xa=chance.choice(("xã Đức Thắng", "xã Hùng Sơn", "phường Thọ Xương", "thị trấn Chũ")),
        huyen=chance.choice(("Hiệp Hòa", "Yên Thế", "Lục Ngạn", "Tân Yên")),
    )
