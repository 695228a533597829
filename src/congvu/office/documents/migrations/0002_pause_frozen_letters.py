"""Letters that were asked back before the work on them could be stopped."""

from django.db import migrations

KIND = "documents.incoming"
REASON = (
    "Cơ quan gửi đang đề nghị thu hồi văn bản này. Hãy đồng ý hoặc từ chối thu hồi trước khi "
    "xử lý tiếp."
)


def pause(apps, schema_editor):
    letters = apps.get_model("documents", "Incoming").objects.filter(state="frozen")
    model = apps.get_model("work", "Pause")
    rows = (
        model(subject_kind=KIND, subject_id=pk, reason=REASON, since=arrived_at)
        for pk, arrived_at in letters.values_list("pk", "arrived_at")
    )
    model.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def resume(apps, schema_editor):
    apps.get_model("work", "Pause").objects.filter(subject_kind=KIND).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("work", "0002_pauses"),
    ]

    operations = [migrations.RunPython(pause, resume)]
