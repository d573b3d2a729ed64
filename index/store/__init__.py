"""Where an index lives: vectors, records, and generations of files on disk."""
