"""Files on disk in, raw text out: which files there are, and what each one says."""

from index.load.front_matter import FrontMatter, split_front_matter
from index.load.read import read_source
from index.load.sources import ENDINGS, Source, find_sources

__all__ = [
    "ENDINGS",
    "FrontMatter",
    "Source",
    "find_sources",
    "read_source",
    "split_front_matter",
]
