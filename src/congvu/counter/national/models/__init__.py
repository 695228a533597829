"""Tables of the way to the national portal."""

from congvu.counter.national.models.filing import PortalFiling
from congvu.counter.national.models.message import Message
from congvu.counter.national.models.portal import Portal
from congvu.counter.national.models.reckoning import Difference, Reckoning

__all__ = ["Difference", "Message", "Portal", "PortalFiling", "Reckoning"]
