"""The one place that knows how the national portal speaks: its tags, its calls, its answers."""
