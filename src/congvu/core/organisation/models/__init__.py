from congvu.core.organisation.models.agency import Agency, AgencyCode
from congvu.core.organisation.models.calendar import CalendarDay, CalendarVersion, WorkingHours
from congvu.core.organisation.models.delegation import Delegation
from congvu.core.organisation.models.post import Appointment, Post
from congvu.core.organisation.models.territory import Territory, TerritorySuccession
from congvu.core.organisation.models.unit import Unit

__all__ = [
    "Agency",
    "AgencyCode",
    "Appointment",
    "CalendarDay",
    "CalendarVersion",
    "Delegation",
    "Post",
    "Territory",
    "TerritorySuccession",
    "Unit",
    "WorkingHours",
]
