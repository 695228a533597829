"""Where keys lie, behind one interface: :class:`~.opened.OpenKey`."""

from congvu.office.signing.signers.opened import OpenKey
from congvu.office.signing.signers.opening import open_key

__all__ = ["OpenKey", "open_key"]
