"""Models that travel inside the project, and the scripts that build them."""
