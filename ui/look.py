"""Colours, type and the few lines of script of the page. Nothing here loads from a network."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

FONTS = (
    "system-ui",
    "-apple-system",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
_STATIC = Path(__file__).with_name("static")
MONOSPACE = ("ui-monospace", "Consolas", "monospace")


def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Gradio's plain theme with the fonts of the reader's own system."""
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="md",
        font=[gr.themes.Font(name) for name in FONTS],
        font_mono=[gr.themes.Font(name) for name in MONOSPACE],
    ).set(
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="*neutral_400",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_text_color="white",
    )


HEAD = f"<script>{_read('page.js')}\n{_read('ask.js')}</script>"
CSS = """
.gradio-container { max-width: 1360px !important; width: 100%; margin: 0 auto !important; }
.yj-title .html-container, #yj-evidence .html-container { padding: 0; }
.yj-title h1 { margin: 0; font-size: 1.6rem; letter-spacing: .08em; display: inline; }
.yj-title p { margin: 0 0 0 .8rem; color: var(--body-text-color-subdued); display: inline; }

#yj-top { flex-wrap: nowrap; align-items: center; }
#yj-language { flex: none; width: auto; }
:root { --yj-mark: #fde68a; --yj-mark-text: #1c1917; --yj-warn: #b45309; }
.dark { --yj-mark: #854d0e; --yj-mark-text: #fef9c3; --yj-warn: #f59e0b; }
.yj-panel h2 { margin: 0 0 .2rem; font-size: 1.05rem; }
.yj-panel h3 { margin: 1rem 0 .5rem; font-size: .95rem; color: var(--yj-warn); }
.yj-panel p { margin: 0; overflow-wrap: anywhere; }
.yj-panel .yj-about, .yj-panel .yj-empty, .yj-panel .yj-source, .yj-panel .yj-heading {
  font-size: .85rem; color: var(--body-text-color-subdued); }
.yj-panel .yj-about { margin-bottom: .6rem; }
.yj-panel .yj-warning { font-size: .85rem; color: var(--yj-warn); }
.yj-card { border: 1px solid var(--border-color-primary); border-radius: var(--radius-lg);
  background: var(--background-fill-primary); padding: .75rem .9rem; margin-bottom: .7rem;
  display: flex; flex-direction: column; gap: .4rem; scroll-margin: 1rem; }
.yj-card header { display: flex; flex-wrap: wrap; gap: .5rem; align-items: baseline; }
.yj-number { font-weight: 600; color: var(--link-text-color); }
.yj-district { font-weight: 600; }
.yj-near { border-style: dashed; }
.yj-paragraph { line-height: 1.8; unicode-bidi: isolate; }
.yj-panel mark { background: var(--yj-mark); color: var(--yj-mark-text); padding: .1em 0;
  border-radius: 2px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.yj-near mark { background: none; color: inherit; border-bottom: 2px dotted var(--yj-warn); }
.yj-far, .yj-less { display: none; }
.yj-gap { color: var(--body-text-color-subdued); }
.yj-unfold { position: absolute; opacity: 0; pointer-events: none; }
.yj-unfold:checked ~ .yj-paragraph .yj-far { display: inline; }
.yj-unfold:checked ~ .yj-paragraph .yj-gap, .yj-unfold:checked ~ .yj-toggle .yj-more {
  display: none; }
.yj-unfold:checked ~ .yj-toggle .yj-less { display: inline; }
.yj-panel .yj-toggle { align-self: flex-start; cursor: pointer; font-size: .8rem; }
.yj-panel .yj-toggle span { color: var(--link-text-color); }
.yj-unfold:focus-visible ~ .yj-toggle { outline: 2px solid var(--color-accent); }

#yj-notice:not(:has(p)) { display: none; }
#yj-notice p { margin: 0; color: var(--yj-warn); }
#yj-evidence { max-height: calc(100vh - 5.5rem); overflow-y: auto; }
@media (max-width: 800px) {
  #yj-top, #yj-tabs { margin: 0 -1.2rem; width: calc(100% + 2.4rem); }
  #yj-columns button.lg { padding: 0 .4rem; white-space: nowrap; }
  #yj-columns { flex-direction: column; flex-wrap: nowrap; }
  #yj-evidence { max-height: none; }
  .yj-title p { display: block; margin: .2rem 0 0; }
}
""" + "\n".join(map(_read, ("reader.css", "ask.css", "library.css")))
