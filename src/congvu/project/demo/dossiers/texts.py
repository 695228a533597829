"""What people write on dossiers: reasons, gaps, remarks; invented, of the usual kinds."""

GAPS = (
    "Bản sao giấy chứng nhận chưa có chứng thực",
    "Tờ khai thiếu chữ ký của người khai",
    "Thiếu bản vẽ sơ đồ vị trí",
    "Nội dung kê khai chưa thống nhất với giấy tờ kèm theo",
    "Giấy tờ kèm theo đã hết giá trị sử dụng",
    "Thiếu văn bản ủy quyền của chủ hồ sơ",
)
ASKED = (
    "Hồ sơ chưa đủ căn cứ để giải quyết.",
    "Thành phần hồ sơ chưa đúng quy định của thủ tục.",
    "Cần làm rõ nội dung trước khi thẩm định.",
)
AGAIN = "Giấy tờ bổ sung lần trước chưa đúng nội dung yêu cầu."
REFUSED = (
    "Nội dung yêu cầu không thuộc thẩm quyền giải quyết của cơ quan.",
    "Đối tượng nộp hồ sơ không đúng quy định của thủ tục.",
)
STOPPED = (
    "Quá thời hạn bổ sung, chủ hồ sơ không hoàn thiện hồ sơ.",
    "Vụ việc đang được tòa án thụ lý.",
)
WITHDRAWN = "Chủ hồ sơ đề nghị rút để chuẩn bị lại."
LONGER = (
    "Phải xin ý kiến của cơ quan phối hợp, chưa nhận được trả lời.",
    "Phải kiểm tra thực địa, thời tiết xấu nên phải lùi lịch.",
)
PAYING = "Phí, lệ phí theo quy định của thủ tục, nộp tại Bộ phận Một cửa hoặc trực tuyến."
DECLINED = "Không đáp ứng điều kiện theo quy định của pháp luật chuyên ngành."
REMARKS = ("", "", "", "Xem xét, giải quyết đúng hạn.", "Phối hợp xác minh trước khi trình.")
VILLAGES = (
    "Thôn Trung",
    "Thôn Đông",
    "Thôn Hạ",
    "Thôn Ngoài",
    "Tổ dân phố số 2",
    "Thôn Mai Thượng",
)
COMPANIES = ("Thương mại", "Xây dựng", "Vận tải", "Nông sản", "May mặc", "Cơ khí")
OBJECTS = ("Hiệp Hòa", "Sông Cầu", "Yên Thế", "Lục Nam", "Tân Yên", "Bắc Giang")
