"""Work given without a letter: what a director asks of the divisions, at every stage of its life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from congvu.core.kernel.subject import Subject
from congvu.core.organisation.choices import Role
from congvu.office.work import actions as work
from congvu.office.work.actions import Target
from congvu.office.work.choices import ACTIVE, TASK_KIND, Part
from congvu.office.work.models import Assignment, Matter
from congvu.project.demo.seats import House
from congvu.project.demo.stage import Stage, Story, office_hour


class Plan(NamedTuple):
    """A task: what, when given and due beside today, how far it has come."""

    title: str
    description: str
    given: int
    """Days before today."""
    due: int
    """Days from today; negative is past."""
    acts: int
    """How many of the acts below have happened (see ``giving``)."""
    percent: int = 0
    asks: str = ""
    """``more-time`` or ``opinion``: what the officer asks for at the end."""
    support: bool = False


PLANS = (
    Plan("Kiểm kê thiết bị phòng máy chủ", "Đối chiếu sổ tài sản, lập biên bản từng tủ máy.",
         24, -12, 6, 100),
    Plan("Tập huấn ký số cho văn thư cấp xã", "Hai lớp, mỗi lớp 50 người; báo cáo sau khi kết thúc.",
         20, -6, 6, 100, support=True),
    Plan("Báo cáo sự cố đường truyền ngày đầu tháng", "Nêu rõ nguyên nhân và biện pháp phòng ngừa.",
         18, -10, 5, 100),
    Plan("Rà soát tài khoản không còn sử dụng", "Khóa tài khoản của người đã chuyển công tác.",
         15, -3, 3, 40),
    Plan("Xây dựng quy chế vận hành Trung tâm tích hợp dữ liệu",
         "Dự thảo, lấy ý kiến các phòng, trình trong tháng.", 12, 6, 3, 60, "opinion", True),
    Plan("Chuẩn bị tài liệu giao ban quý", "Số liệu đến ngày 20, gửi Văn phòng Sở tổng hợp.",
         7, 2, 3, 30, "more-time"),
    Plan("Kiểm tra sao lưu hằng tuần", "Thử phục hồi một cơ sở dữ liệu và ghi kết quả.",
         6, 1, 3, 80),
    Plan("Lập danh mục hồ sơ công việc năm tới", "Theo mẫu của Văn phòng Sở.", 5, 14, 2),
    Plan("Khảo sát nhu cầu hội nghị truyền hình cấp xã", "Phối hợp các huyện, tổng hợp theo biểu.",
         4, 9, 1, support=True),
    Plan("Cập nhật trang thông tin về dịch vụ công trực tuyến", "Bổ sung hướng dẫn bằng hình ảnh.",
         3, 4, 1),
)  # fmt: skip


def stories(stage: Stage, place: House, unit: str) -> list[tuple[datetime, Story]]:
    """The tasks of ``PLANS``, given by the leader of a house to one of its units."""
    planned = []
    for plan in PLANS:
        start = office_hour(stage.now - timedelta(days=plan.given), stage.chance)
        planned.append((start, giving(stage, place, unit, plan, start)))
    return planned


def giving(stage: Stage, place: House, unit: str, plan: Plan, start: datetime) -> Story:
    """Given; opened by the unit's head; handed to an officer; progress and a question; the
    officer reports; the head reports; the leader closes."""
    leader, head = place.one(Role.LEADER), place.head_of(unit)
    officer = place.officers_of(unit)[0]
    yield start
    others = [mark for mark in place.units if mark not in (unit, "")]
    task = work.create_task(
        actor=leader.actor, at=start, title=plan.title, description=plan.description,
        lead=Target(unit_id=place.units[unit].pk),
        support=[Target(unit_id=place.units[others[-1]].pk)] if plan.support else [],
        due_on=(stage.now + timedelta(days=plan.due)).date(),
    )  # fmt: skip
    if plan.acts < 2:
        return
    subject = Subject(TASK_KIND, task.pk)
    yield (at := stage.later(start, 3))
    work.open_for(actor=head.actor, at=at, subject=subject)
    if plan.acts < 3:
        return
    yield (at := stage.later(at, 2))
    work.hand_on(
        actor=head.actor, at=at, assignment_id=_lead(task.pk).pk,
        lead=Target(post_id=officer.post_id), instruction="Thực hiện và báo cáo trước hạn.",
    )  # fmt: skip
    yield (at := stage.later(at, 6))
    work.open_for(actor=officer.actor, at=at, subject=subject)
    work.report_progress(
        actor=officer.actor, at=at, task_id=task.pk, percent=min(plan.percent, 80),
        text="Đang thực hiện theo kế hoạch.",
    )  # fmt: skip
    if plan.asks == "more-time":
        work.ask_extension(
            actor=officer.actor, at=at, assignment_id=_lead(task.pk).pk,
            due_on=(stage.now + timedelta(days=plan.due + 3)).date(),
            reason="Chờ số liệu của hai huyện.",
        )  # fmt: skip
    if plan.asks == "opinion":
        work.ask_opinion(
            actor=officer.actor, at=at, subject=subject,
            targets=[Target(unit_id=place.units[others[0]].pk)],
            question="Đề nghị cho ý kiến về phần phân công trực và chế độ báo cáo.",
        )  # fmt: skip
    if plan.acts < 4:
        return
    for seat in (officer, head)[: plan.acts - 3]:
        yield (at := stage.later(at, 9))
        if seat is officer:
            work.report_progress(actor=officer.actor, at=at, task_id=task.pk, percent=100)
        work.finish(
            actor=seat.actor, at=at, assignment_id=_lead(task.pk).pk,
            result="Đã hoàn thành, có báo cáo và biên bản kèm theo.",
        )  # fmt: skip
    if plan.acts < 6:
        return
    yield (at := stage.later(at, 5))
    work.close_matter(
        actor=leader.actor, at=at, result="Đồng ý kết quả.",
        matter_id=Matter.objects.get(subject_kind=TASK_KIND, subject_id=task.pk).pk,
    )  # fmt: skip


def _lead(task_id: int) -> Assignment:
    """Who has to act now."""
    return Assignment.objects.get(
        matter__subject_kind=TASK_KIND, matter__subject_id=task_id, part=Part.LEAD,
        state__in=ACTIVE,
    )  # fmt: skip
