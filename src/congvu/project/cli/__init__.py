"""The command line of the project: `bin/congvu`."""
