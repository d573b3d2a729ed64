"""Write the unigram vocabulary as a fast ``tokenizers`` tokenizer."""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.models.rebuild.vocabulary import BAR, SPECIAL

# The original normalisation table is NFKC with these exceptions: control characters
# vanish, line breaks and zero-width characters become spaces, and the full-width tilde
# (～, as in 5～10) is a piece of its own. A private-use character carries it past NFKC.
_CONTROL = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
_SPACE = "[\\t\\n\\x0c\\r\\x{1680}\\x{200b}-\\x{200f}\\x{2028}\\x{2029}\\x{2581}\\x{feff}\\x{fffd}]"
_TILDE, _TILDE_STAND_IN = "～", "\U000f0000"


def make(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """Return a tokenizer whose ids are positions in ``pieces``, adding ``<s> … </s>``."""
    start, _, end, unknown = SPECIAL
    vocabulary = list(zip(pieces, scores, strict=True))
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIAL.index(unknown)))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROL), ""),
            normalizers.Replace(Regex(_SPACE), " "),
            normalizers.Replace(_TILDE, _TILDE_STAND_IN),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE_STAND_IN, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=BAR, prepend_scheme="always")
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        special_tokens=[(start, SPECIAL.index(start)), (end, SPECIAL.index(end))],
    )
    return tokenizer
