"""What an index goes through: killed writers, full disks, flipped bytes, readers beside a writer.

``python -m tests.reliability`` runs the long form of all of it, the tests here a short one.
"""
