"""A year of dossiers for the demo, and as many as one likes for measuring."""

from congvu.project.demo.dossiers.growing import grow, load

__all__ = ["grow", "load"]
