"""Personal data as lists and the public page show it."""

from congvu.core.kernel.masking import DOT, masked_name, masked_number

__all__ = ["DOT", "masked_name", "masked_number"]
