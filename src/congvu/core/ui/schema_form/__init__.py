"""Forms that are data, as pages: drawn, read back, printed. Doors for the rooms above."""

from congvu.core.ui.schema_form.drawing import Draft, draw_form
from congvu.core.ui.schema_form.paper import draw_paper
from congvu.core.ui.schema_form.posted import Posted, read_posted

__all__ = ["Draft", "Posted", "draw_form", "draw_paper", "read_posted"]
