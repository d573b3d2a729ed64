"""What the project takes from others: pinned, licensed, and read without running it."""
