"""Addresses of both generations; machines call them, never a browser."""
