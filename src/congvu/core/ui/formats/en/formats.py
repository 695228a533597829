"""English pages keep the country's dates and numbers, so that one figure reads one way."""

from congvu.core.ui.formats.vi.formats import *  # noqa: F403
