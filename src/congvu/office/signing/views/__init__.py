"""Pages of the signing room."""
