"""The hub: figures of every one-stop desk of the province, checked, summed and published."""
