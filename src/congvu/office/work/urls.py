"""Addresses of work."""

from __future__ import annotations

from django.urls import path

from congvu.office.work.views import bulk, lookups, opinions, tasks

app_name = "work"
urlpatterns = [
    path("cong-viec/", tasks.task_list, name="tasks"),
    path("cong-viec/moi/", tasks.new, name="task_new"),
    path("cong-viec/qua-han/", tasks.late, name="late"),
    path("cong-viec/y-kien/", opinions.opinion_list, name="opinions"),
    path("cong-viec/hang-loat/<slug:slug>/", bulk.bulk, name="tasks_bulk"),
    path("cong-viec/<int:pk>/", tasks.task, name="task"),
    path("cong-viec/<int:pk>/<slug:slug>/", tasks.act, name="task_act"),
    path("tra-cuu/han/", lookups.due, name="due"),
    path("tra-cuu/but-phe/", lookups.remark, name="remark"),
]
