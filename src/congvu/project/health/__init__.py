"""How the installation shows that it is well: `/healthz`, `/readyz`, `/metrics`, the log."""
