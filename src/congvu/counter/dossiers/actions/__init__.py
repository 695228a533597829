"""The verbs of dossiers."""
