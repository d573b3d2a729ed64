from __future__ import annotations

import pytest

from eval.gold import GoldQuote, GoldSpan, locate
from index.document import Chunk, Document
from index.errors import UsageError
from tests.eval.conftest import pair, refusable
from tests.eval.fakes import FakeYouju


def test_a_quote_is_found_where_it_stands(youju: FakeYouju) -> None:
    ((quote,),) = locate([pair()], youju.documents)
    (span,) = quote.spans
    assert youju.documents[span.document_id].text[span.start : span.end] == "全年建设8个都市园区"
    assert quote.districts == {"市北区"}


def test_a_quote_that_is_missing_names_its_pair(youju: FakeYouju) -> None:
    with pytest.raises(UsageError, match="q7：全年建设9个"):
        locate([pair(), pair(id="q7", evidence=["全年建设9个"])], youju.documents)


def test_a_pair_without_answer_has_no_gold(youju: FakeYouju) -> None:
    assert locate([refusable()], youju.documents) == [()]


def test_a_quote_written_full_width_is_found(youju: FakeYouju) -> None:
    ((quote,),) = locate([pair(evidence=["全年建设８个都市园区"])], youju.documents)
    assert quote.text == "全年建设8个都市园区"


def test_the_same_words_elsewhere_count_only_without_a_district(youju: FakeYouju) -> None:
    own = pair(evidence=["个都市园区，产值"])
    ((quote,),) = locate([own], youju.documents)
    assert quote.districts == {"市北区"}
    ((quote,),) = locate([own.model_copy(update={"districts": ()})], youju.documents)
    assert quote.districts == {"市北区", "市南区"}
    # A district of which the corpus knows nothing restricts nothing.
    ((quote,),) = locate([own.model_copy(update={"districts": ("崂山区",)})], youju.documents)
    assert len(quote.spans) == 2


def test_overlapping_occurrences_are_all_found() -> None:
    document = Document.from_text("好好好。", path="a.txt")
    ((quote,),) = locate([pair(evidence=["好好"], districts=[])], {document.id: document})
    assert [(s.start, s.end) for s in quote.spans] == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    ("start", "end", "held"), [(0, 20, True), (10, 15, True), (10, 14, False), (20, 30, False)]
)
def test_a_chunk_holds_a_quote_from_half_of_it_on(start: int, end: int, held: bool) -> None:
    quote = GoldQuote("十个字", (GoldSpan("d", 10, 20, ()),))
    chunk = Chunk(0, "d", (), "", "", "", start, end)
    assert quote.held_by(chunk) is held
    assert not quote.held_by(Chunk(0, "other", (), "", "", "", start, end))


def test_a_citation_of_one_clause_covers_the_sentence_it_is_of() -> None:
    quote = GoldQuote("二十个字", (GoldSpan("d", 10, 30, ()),))
    assert quote.cited_by("d", 12, 16)
    assert quote.cited_by("d", 0, 100)
    assert not quote.cited_by("d", 26, 40)
    assert not quote.cited_by("e", 12, 16)
