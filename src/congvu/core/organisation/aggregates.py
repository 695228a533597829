"""Ids of many rows as one text, on both databases: a list inside another row without a join."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, CharField


class IdList(Aggregate):
    """``"3,15,27"``; unordered, None for no rows."""

    function = "GROUP_CONCAT"
    name = "IdList"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, function="STRING_AGG",
            template="%(function)s(%(expressions)s::text, ',')", **extra,
        )  # fmt: skip
