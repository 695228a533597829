"""The groups of roles that the room speaks of."""

from __future__ import annotations

from congvu.core.organisation.choices import Role

DESK = frozenset({Role.CLERK, Role.OFFICE_HEAD})
"""Bộ phận Một cửa."""
LEADERS = frozenset({Role.LEADER, Role.DEPUTY_LEADER})
HEADS = frozenset({Role.UNIT_HEAD, Role.UNIT_DEPUTY})
