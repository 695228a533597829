"""What the commands in `bin/` share: the standard library only, nothing is installed yet."""
