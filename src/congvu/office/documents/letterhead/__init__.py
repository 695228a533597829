"""Letters on paper: layout, PDF/A, stamps and the thể thức check."""
