"""What pages of higher rooms show of signatures."""
