"""What pages show of letters: loaded once, asked by templates and forms."""
