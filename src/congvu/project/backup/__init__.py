"""Saving an installation into one folder, and standing it up again from there."""
