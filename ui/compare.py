"""The Compare tab: a topic in, a table of what each district says of it out."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from index.errors import UsageError, YoujuError
from ui.changes import Changes
from ui.chrome import HIDDEN, Chrome
from ui.comparison import Comparison, compare
from ui.comparison_table import comparison_html
from ui.endpoint import LIMITED
from ui.live import steady
from ui.logs import note
from ui.markup import alert, escape
from ui.seam import Answerer
from ui.topics import topics
from ui.words import Words, words_in

LONGEST_TOPIC = 200
"""Characters a topic may have."""


def build_compare(youju: Answerer, chrome: Chrome, changes: Changes) -> None:
    """Lay out the tab's content; called inside its ``gr.Tab``."""
    last = gr.State(None)
    with gr.Row(equal_height=True, elem_id="yj-compare-ask"):
        topic = chrome.make(
            gr.Textbox,
            lambda words: {"label": words.compare.topic, "placeholder": words.compare.placeholder},
            elem_id="yj-topic",
            show_label=False,
            container=False,
            lines=1,
            max_lines=1,
            scale=8,
            min_width=200,
        )
        run = chrome.make(
            gr.Button,
            lambda words: {"value": words.compare.run},
            variant="primary",
            min_width=100,
            scale=1,
        )
    suggested = chrome.make(
        gr.Dataset,
        lambda words: {"label": words.compare.suggestions},
        components=[topic],
        samples=[[name] for name in topics(youju)],
        elem_id="yj-topics",
        visible=bool(topics(youju)),
    )
    chosen = chrome.make(
        gr.Dropdown,
        lambda words: {"label": words.compare.districts},
        choices=list(youju.districts),
        value=[],
        multiselect=True,
        elem_id="yj-compare-districts",
    )
    shown = gr.HTML(_empty(youju, words_in("zh")), elem_id="yj-comparison", js_on_load=None)

    def run_it(text: str, names: list[str] | None, language: str) -> tuple[Any, str]:
        words = words_in(language)
        try:
            found = compare(steady(youju), _checked(text, words), _known(youju, names))
        except YoujuError as error:
            return None, alert(str(error))
        except Exception as error:
            message = "一次对照没有做成，是程序出了意外："
            note(logging.ERROR, "comparison", message, error=error, status="unexpected")
            return None, alert(words.compare.unexpected)
        return found, comparison_html(found, words)

    def take(sample: list[str], names: list[str] | None, language: str) -> tuple[str, Any, str]:
        return sample[0], *run_it(sample[0], names, language)

    def retell(found: Comparison | None, language: str) -> str:
        words = words_in(language)
        return comparison_html(found, words) if found else _empty(youju, words)

    busy: dict[str, Any] = {**HIDDEN, **LIMITED}
    asked = [topic, chosen, chrome.language]
    gr.on([topic.submit, run.click], run_it, asked, [last, shown], **busy)
    suggested.click(take, [suggested, *asked[1:]], [topic, last, shown], **busy)
    chrome.language.change(retell, [last, chrome.language], shown, **HIDDEN, queue=False)

    def renew(names: list[str] | None) -> list[Any]:
        found = topics(youju)
        return [
            gr.update(samples=[[name] for name in found], visible=bool(found)),
            gr.update(choices=list(youju.districts), value=_known(youju, names)),
        ]

    changes.follow(renew, [chosen], [suggested, chosen])


def _checked(text: str, words: Words) -> str:
    topic = text.strip()
    if not topic:
        raise UsageError(words.compare.no_topic)
    if len(topic) > LONGEST_TOPIC:
        raise UsageError(words.compare.too_long.format(len(topic), LONGEST_TOPIC))
    return topic


def _known(youju: Answerer, names: list[str] | None) -> list[str]:
    """Districts chosen before a document was removed may be gone since."""
    return [name for name in names or [] if name in youju.districts]


def _empty(youju: Answerer, words: Words) -> str:
    said = words.compare.empty if youju.districts else words.compare.nothing_to_compare
    return f'<p class="yj-empty">{escape(said)}</p>'
