import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="phiên bản"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("events", "Tính từ diễn biến hồ sơ"),
                            ("api", "Hệ thống khác gửi qua API"),
                            ("file", "Nạp từ tệp"),
                        ],
                        max_length=6,
                        verbose_name="nguồn",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "Một tháng, từng lĩnh vực"),
                            ("standing", "Lũy kế đến một ngày"),
                            ("survey", "Khảo sát hài lòng"),
                        ],
                        max_length=8,
                        verbose_name="loại số liệu",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="tên")),
                ("data", models.BinaryField(blank=True, verbose_name="nội dung tệp")),
                (
                    "skip_refused",
                    models.BooleanField(default=False, verbose_name="bỏ qua dòng không đọc được"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Chờ xác nhận"),
                            ("done", "Đã nạp"),
                            ("discarded", "Đã bỏ"),
                        ],
                        default="done",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("report", models.JSONField(default=dict, verbose_name="báo cáo")),
                ("created_at", models.DateTimeField(verbose_name="nhận lúc")),
                ("by_name", models.CharField(max_length=150, verbose_name="tên người gửi")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="kết thúc lúc"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                        verbose_name="cơ quan gửi",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người gửi",
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt nhận số liệu",
                "verbose_name_plural": "đợt nhận số liệu",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="phiên bản"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="mã đơn vị")),
                (
                    "place",
                    models.CharField(blank=True, max_length=20, verbose_name="mã xã trong huyện"),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên đơn vị")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("central", "Trung ương"),
                            ("province", "Tỉnh"),
                            ("department", "Sở, ban, ngành"),
                            ("district", "Huyện"),
                            ("commune", "Xã"),
                            ("other", "Đơn vị khác"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="cấp",
                    ),
                ),
                (
                    "system",
                    models.CharField(blank=True, max_length=100, verbose_name="phần mềm đang dùng"),
                ),
                (
                    "sort_key",
                    models.CharField(
                        blank=True, editable=False, max_length=800, verbose_name="khóa sắp xếp"
                    ),
                ),
                (
                    "agency",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                        verbose_name="cơ quan trong hệ thống này",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="hub.desk",
                        verbose_name="thuộc",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.agency",
                        verbose_name="cơ quan gửi số liệu",
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ phận một cửa",
                "verbose_name_plural": "bộ phận một cửa",
                "ordering": ["sort_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "field_code",
                    models.CharField(blank=True, max_length=30, verbose_name="mã lĩnh vực"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "Một tháng, từng lĩnh vực"),
                            ("standing", "Lũy kế đến một ngày"),
                            ("survey", "Khảo sát hài lòng"),
                        ],
                        max_length=8,
                        verbose_name="loại số liệu",
                    ),
                ),
                (
                    "period",
                    models.DateField(
                        help_text="Ngày đầu của tháng, hoặc ngày của số lũy kế.", verbose_name="kỳ"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="tính đến ngày")),
                ("counts", models.JSONField(verbose_name="số liệu")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="lần báo cáo")),
                ("row", models.PositiveIntegerField(default=0, verbose_name="dòng trong tệp")),
                ("received_at", models.DateTimeField(verbose_name="nhận lúc")),
                (
                    "replaced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="thay thế lúc"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="hub.batch",
                        verbose_name="đợt nhận",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="hub.desk",
                        verbose_name="đơn vị",
                    ),
                ),
            ],
            options={
                "verbose_name": "số liệu báo cáo",
                "verbose_name_plural": "số liệu báo cáo",
                "ordering": ["period", "desk_id", "field_code", "number"],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("row", models.PositiveIntegerField(verbose_name="dòng trong tệp")),
                (
                    "survey",
                    models.CharField(blank=True, max_length=300, verbose_name="đợt khảo sát"),
                ),
                ("question", models.CharField(max_length=1000, verbose_name="câu hỏi")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="trả lời")),
                ("several", models.BooleanField(default=False, verbose_name="chọn nhiều")),
                (
                    "votes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số phiếu"),
                ),
                ("said", models.JSONField(blank=True, default=list, verbose_name="ý kiến viết")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="hub.batch",
                        verbose_name="đợt nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "trả lời khảo sát",
                "verbose_name_plural": "trả lời khảo sát",
                "ordering": ["batch_id", "row"],
            },
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "staged")),
                    models.Q(
                        models.Q(("state", "staged"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="hub_batch_ended_when_not_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("code", "place"), name="hub_desk_once"),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(("code", ""), _negated=True), name="hub_desk_has_a_code"
            ),
        ),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=["kind", "period", "desk"],
                name="hub_figure_of_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("desk", "field_code", "kind", "period"),
                name="hub_figure_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("desk", "field_code", "kind", "period", "number"),
                name="hub_figure_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("as_of__gte", models.F("period"))),
                name="hub_figure_as_of_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyanswer",
            constraint=models.UniqueConstraint(fields=("batch", "row"), name="hub_answer_row_once"),
        ),
    ]
