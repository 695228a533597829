"""Who may, and which rows; one module per noun."""
