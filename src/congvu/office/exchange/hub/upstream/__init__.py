"""This installation as a client of an axis above it, by either generation."""
