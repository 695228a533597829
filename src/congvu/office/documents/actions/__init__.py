"""Writing doors of the letters room, one module per noun."""
