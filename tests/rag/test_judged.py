"""What is read of a candidate beside a question."""

from __future__ import annotations

import pytest

from index.document import Document
from index.embed import HashEmbedder
from rag.judged import passage_of
from rag.select import Selector
from rag.youju import Youju

TEXT = """石门县2026年茶产业见闻

石门县的宝贝是古茶树，由187名护茶员看管；今年新修步道13公里，改造茶园900亩；还有一条老街。
"""


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("石门县有多少名护茶员", "石门县的宝贝是古茶树，由187名护茶员看管；"),
        ("石门县改造茶园多少亩", "今年新修步道13公里，改造茶园900亩；"),
    ],
)
def test_the_item_that_evidence_stands_in_or_the_whole_sentence(text: str, item: str) -> None:
    youju = Youju.from_documents([Document.from_text(TEXT)], embedder=HashEmbedder(64))
    selector = Selector(youju.index, youju.understand(text))
    best = selector.candidates(youju.search(text), "石门县")[0]
    assert passage_of(best).endswith(item)
    assert passage_of(best, whole=True).endswith("还有一条老街。")
