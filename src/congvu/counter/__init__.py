"""What citizens and businesses ask for: procedures, queue, fees, dossiers."""
