"""Bad input at every door: only Youju's own errors may come out, and what comes in must hold.

``python -m tests.fuzz`` runs at length, ``test_fuzz.py`` briefly; ``test_found.py`` keeps what
was found.
"""
