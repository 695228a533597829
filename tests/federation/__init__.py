"""Two installations as real processes that exchange letters over HTTPS."""
