"""How two installations of Công Vụ speak to each other."""
