"""A library that goes on answering while its index is changed underneath.

Questions are answered from one generation of the index. A changed one, made here or by
``youju index`` in another process, is opened and warmed up beside it and then takes its place
in one step.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from index.districts import Gazetteer
from index.document import Document
from index.embed import Embedder
from index.errors import YoujuError
from index.limits import DEFAULT_LIMITS, Limits
from index.load.confined import READER
from index.renew import BuildReport, Progress
from index.searchable import Index, OtherModel
from index.store.layout import current_name
from index.update import add_documents, preview, remove_documents
from index.uploads import Upload
from rag.records import Answer
from rag.youju import Youju
from ui.job import Job, Worker
from ui.logs import note
from ui.seam import Answerer

LOOK_EVERY = 1.0
"""Seconds between two looks at which generation is live."""
_UNDONE = 5.0
"""Seconds within which a change that is broken off should have been undone."""


class LiveLibrary:
    """The documents of an index folder, answering questions while they change.

    Safe to share between threads. ``close`` ends its own thread.
    """

    def __init__(
        self,
        home: Path,
        *,
        embedder: Embedder | None = None,
        limits: Limits = DEFAULT_LIMITS,
        look_every: float = LOOK_EVERY,
    ) -> None:
        """Open the index in ``home`` and warm it up. Raises ``IndexUnreadable``."""
        self.home = home
        self.limits = limits
        self._current = _warm(Index.open(home, embedder=embedder))
        self._swapping = threading.Lock()
        self._worker = Worker(self.refresh)
        self._closing = threading.Event()
        self._unreadable = ""
        threading.Thread(
            target=self._look, args=(look_every,), name="youju-live", daemon=True
        ).start()

    @property
    def snapshot(self) -> Youju:
        """What answers now; it stays as it is, whatever happens to the index."""
        return self._current

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        return self._current.index.generation

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        return self._current.documents

    @property
    def districts(self) -> tuple[str, ...]:
        """Canonical names of the districts covered."""
        return self._current.districts

    @property
    def gazetteer(self) -> Gazetteer:
        """The place names the index was made with."""
        return self._current.index.gazetteer

    @property
    def job(self) -> Job | None:
        """The change going on, or the last one; ``None`` before the first."""
        return self._worker.job

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
        engine: str = "extractive",
    ) -> Answer:
        """Answer from the generation that is live now; see ``Youju.answer``."""
        return self._current.answer(question, history=history, districts=districts, engine=engine)

    def stream(
        self,
        question: str,
        engine: str = "extractive",
        *,
        history: Sequence[tuple[str, str]] = (),
        districts: Collection[str] | None = None,
    ) -> Iterator[Answer]:
        """Answer as ``Youju.stream`` does, to the end from the generation that is live now."""
        return self._current.stream(question, engine, history=history, districts=districts)

    def preview(self, upload: Upload) -> Document:
        """The document a file would become; nothing is kept. Raises ``DocumentError``."""
        return preview(upload, self.gazetteer, limits=self.limits)

    def add(self, uploads: Sequence[Upload]) -> None:
        """Begin to add documents; their files are deleted once they are kept in the index.

        Raises ``UsageError`` while another change is going on.
        """

        def work(progress: Callable[[Progress], None]) -> BuildReport:
            report = add_documents(
                self.home,
                uploads,
                embedder=self._current.index.embedder,
                progress=progress,
                limits=self.limits,
            )
            for upload in uploads:
                upload.path.unlink(missing_ok=True)
            return report

        self._worker.begin(Job("add", tuple(upload.name for upload in uploads)), work)

    def remove(self, ids: Sequence[str]) -> None:
        """Begin to remove documents. Raises ``UsageError`` while another change is going on."""
        known = self.documents
        names = tuple(known[name].title for name in ids if name in known)
        self._worker.begin(
            Job("remove", names),
            lambda progress: remove_documents(
                self.home, ids, embedder=self._current.index.embedder, progress=progress
            ),
        )

    def wait(self, seconds: float | None = None) -> None:
        """Return when no change is going on any more, or after ``seconds``."""
        self._worker.wait(seconds)

    def refresh(self) -> None:
        """Take up the live generation if it is another than the one that answers.

        Raises ``IndexUnreadable`` when it cannot be opened; the old one then goes on answering.
        """
        with self._swapping:
            if current_name(self.home) in (None, self.generation):
                return
            try:
                index = Index.open(self.home, embedder=self._current.index.embedder)
            except OtherModel:
                index = Index.open(self.home)
            self._current = _warm(index)
            note(
                logging.INFO,
                "index",
                f"已换用新的索引 {self.generation}。",
                generation=self.generation,
                documents=len(self.documents),
            )

    def close(self) -> None:
        """Stop looking for new generations."""
        self._closing.set()

    def finish(self, longest: float) -> bool:
        """Begin no more changes and let the one going on end; whether it did in ``longest``
        seconds. Else it is broken off and the index stays as it was."""
        self.close()
        self._worker.close()
        self.wait(longest)
        if self.job is None or not self.job.running:
            return True
        self._worker.abandon()
        READER.close()  # a file that takes long is no step of its own
        self.wait(_UNDONE)
        return False

    def _look(self, every: float) -> None:
        """Follow what other processes do to the index."""
        while not self._closing.wait(every):
            try:
                self.refresh()
                self._unreadable = ""
            except Exception as error:
                if str(error) != self._unreadable:  # once, not every second
                    note(
                        logging.WARNING,
                        "index_unreadable",
                        f"新的索引打不开，仍用 {self.generation} 回答。{error}",
                        generation=self.generation,
                        error=None if isinstance(error, YoujuError) else error,
                    )
                self._unreadable = str(error)


def steady(youju: Answerer) -> Answerer:
    """``youju`` as it is now: several questions to it are answered from the same documents."""
    return youju.snapshot if isinstance(youju, LiveLibrary) else youju


def index_of(youju: Answerer) -> Index | None:
    """The index that answers now; ``None`` for what has none."""
    now = steady(youju)
    return now.index if isinstance(now, Youju) else None


def _warm(index: Index) -> Youju:
    youju = Youju(index)
    youju.warm_up()
    return youju
