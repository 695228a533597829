"""Joint work between installations: what is said, how it is written, what the exchange is given."""
