"""What pages about work share, also those of higher rooms: pickers, chain, remarks."""
