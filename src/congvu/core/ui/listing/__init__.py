"""List pages that stay cheap at a million rows: filter, sort, page, capped count."""

from congvu.core.ui.listing.columns import Column, Tab
from congvu.core.ui.listing.counting import COUNT_CAP, Count, capped, capped_count
from congvu.core.ui.listing.filters import FilterForm
from congvu.core.ui.listing.listing import Listing, Opening, Page
from congvu.core.ui.listing.saved import forget_filter, save_filter, saved_filters

__all__ = [
    "COUNT_CAP",
    "Column",
    "Count",
    "FilterForm",
    "Listing",
    "Opening",
    "Page",
    "Tab",
    "capped",
    "capped_count",
    "forget_filter",
    "save_filter",
    "saved_filters",
]
