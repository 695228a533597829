"""What of letters is found by the search, one module per noun."""
