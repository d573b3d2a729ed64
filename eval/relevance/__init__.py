"""Trains the network behind ``rag.relevance`` on the dev questions."""
