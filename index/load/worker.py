"""The process in which ``index.load.confined`` has files read: ``python -m index.load.worker BYTES``.

``BYTES`` is the address space it may take. It ends with its standard input, and with ``EXHAUSTED``
as its exit code when a file took more than that: saying anything takes memory. Usually it has been
killed before, see ``SLACK``.
"""

from __future__ import annotations

import io
import json
import os
import sys
from itertools import islice
from typing import BinaryIO

from index.errors import DocumentError
from index.load.confined import EXHAUSTED
from index.load.convert import docx_to_text, html_to_text, pdf_to_text

_CONVERTERS = {
    ".docx": docx_to_text,
    ".pdf": pdf_to_text,
    ".html": html_to_text,
    ".htm": html_to_text,
}


def reply(ending: str, data: bytes, name: str, max_pages: int) -> dict[str, str]:
    """``text`` of the file, or the ``message``, ``remedy`` and ``cause`` of what is wrong.

    Raises ``MemoryError`` and ``RecursionError``.
    """
    try:
        if ending == ".pdf":
            _refuse_many_pages(data, name, max_pages)
        text = _CONVERTERS[ending](data, name)
    except DocumentError as error:
        cause = error.__cause__
        if isinstance(cause, MemoryError | RecursionError):
            raise cause from None
        why = repr(cause) if cause else ""
        return {"message": error.message, "remedy": error.remedy, "cause": why}
    # A lone surrogate, which a PDF can name, is no character and cannot be stored.
    return {"text": text.encode("utf-8", "replace").decode()}


def _refuse_many_pages(data: bytes, name: str, max_pages: int) -> None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        pages = PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data))))
        many = sum(1 for _ in islice(pages, max_pages + 1)) > max_pages
    except (MemoryError, RecursionError):
        raise
    except Exception:
        return  # damaged or encrypted: the converter says so
    if many:
        raise DocumentError(
            f"{name} 超过 {max_pages:,} 页。", "请把它拆成几个文件，或调大设置 max_pages。"
        )


def _serve(tasks: BinaryIO, replies: BinaryIO) -> None:
    while line := tasks.readline():
        task = json.loads(line)
        data = tasks.read(task["size"])
        said = reply(task["ending"], data, task["name"], task["max_pages"])
        replies.write(json.dumps(said).encode() + b"\n")
        replies.flush()


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    _limit_memory(int(sys.argv[1]))
    # What a library prints must not be taken for a reply.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        _serve(sys.stdin.buffer, replies)
    except (MemoryError, RecursionError):
        os._exit(EXHAUSTED)  # without cleaning up, which takes memory too and may never end
