"""Measuring: run by ``bin/bench``; see ``docs/reference/figures.md`` for what came out."""
