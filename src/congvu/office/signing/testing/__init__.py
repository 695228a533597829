"""An authority of its own for tests and the demo; nothing it signs is worth anything."""
