"""Letters in the post: an outgoing letter as a message, a message as an incoming letter."""
