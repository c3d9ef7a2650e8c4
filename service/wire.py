"""Settings → concrete objects. The only place that knows which class stands behind which protocol.

Heavy imports stay inside functions, so that `yinju settings` and `yinju keys` start at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import InvalidInput, NothingPublished, OtherModel
from index.protocols import Embedder, Progress, Store
from service.settings import Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from index.dictionary import Dictionary
    from index.languages import LanguageMeans
    from index.store import LocalStore
    from service.api.services import Knowledge, Library, Services
    from service.protocols import Answerer, Reader
    from service.stages import Stages
    from service.translation.types import Checked


def open_model(settings: Settings, progress: Progress | None = None) -> Embedder:
    """The embedding model, made ready first where it is not yet."""
    # onnxruntime reads this when it is imported; recent builds report usage to their maker unless told not to.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    from index.embed import open_embedder

    if settings.embedding_url:
        from index.embed.remote import RemoteEmbedder

        key = settings.embedding_api_key.get_secret_value()
        return RemoteEmbedder(settings.embedding_url, settings.embedding_model, key)
    return open_embedder(
        settings.embedding_model, settings.model_dir, settings.embedding_engine, settings.threads, progress
    )


def open_words(settings: Settings) -> Dictionary:
    """The dictionary, compiled first where it is not yet."""
    from index.dictionary import open_dictionary

    return open_dictionary(settings.model_dir)


def open_reader(settings: Settings, progress: Progress | None = None) -> Reader:
    """What chooses the words that answer: rules, with the trained reader around them where there is one."""
    from index.models.reader import compile_reader, shipped_entailment, shipped_reader
    from service.reader import RuleReader

    layers, judging = shipped_reader(), shipped_entailment()
    if settings.reader == "rules" or layers is None or judging is None:
        return RuleReader()
    from index.pairs import PairReader
    from service.entailment import Entailment
    from service.joint import JointReader
    from service.trained import TrainedReader

    reader, judge = (
        PairReader(compile_reader(settings.model_dir, of, progress), settings.threads) for of in (layers, judging)
    )
    return TrainedReader(JointReader((reader, judge)), entailment=Entailment(judge))


def open_store(settings: Settings | None = None, progress: Progress | None = None) -> Store:
    """The store, with the seeds in it where it was new."""
    return open_knowledge(settings, progress).store


def open_shelf(progress: Progress | None = None) -> Store:
    """The store without its model: to look at what is published, whichever model published it.

    The model is opened only where something has to be embedded after all, as in a new data directory.
    """
    settings = load_settings()
    if settings.store == "milvus":
        return open_store(settings, progress)
    return _local_shelf(settings) or open_store(settings, progress)


def _local_shelf(settings: Settings) -> LocalStore | None:
    from index.embed.late import LateEmbedder
    from index.store import published_model

    model = published_model(settings.data_dir)
    if model is None:
        return None
    return _local_store(settings, LateEmbedder(model, lambda: open_model(settings)))


def reindex(progress: Progress | None = None) -> str:
    """Builds everything derived anew and takes in the glossaries that lie among the seeds now; the new version."""
    from service.translation.intake import take_in
    from service.uploads import glossaries_in

    settings = load_settings()
    store = open_store(settings, progress)
    if settings.seeds_dir is not None and settings.seeds_dir.is_dir():
        for glossary in glossaries_in([settings.seeds_dir]):
            take_in(store, glossary.name, glossary.content)
    return store.rebuild(progress)


def open_knowledge(
    settings: Settings | None = None, progress: Progress | None = None, stages: Stages | None = None
) -> Knowledge:
    """Everything that answers, loaded now; fills a new data directory with the seeds first.

    Raises:
        KnowledgeBaseError: the model, the store or the seeds cannot be had.
    """
    from index.library import Library
    from index.retrieve import Retriever
    from index.text import language_of
    from index.widening import BilingualWidening
    from service.answer import EvidenceAnswerer
    from service.api.services import Knowledge
    from service.finder import Finder
    from service.metrics import Metrics
    from service.stages import Stages, TimedAnswerer, TimedEmbedder, TimedReader
    from service.translation.check import Checker
    from service.translation.glossaries import Glossaries
    from service.translation.lexicon import Lexicon

    settings = settings or load_settings()
    stages = stages or Stages(Metrics())
    model = open_model(settings, progress)
    embedder = TimedEmbedder(model, stages)
    store = _store(settings, embedder)
    library = Library(store)
    _publish_something(settings, store, library, progress)
    glossaries = Glossaries(store.glossaries)
    dictionary = open_words(settings)
    widening = BilingualWidening(glossaries.current, dictionary)
    retriever = Retriever(store, embedder, widening)
    reading = EvidenceAnswerer(retriever, widening, TimedReader(open_reader(settings, progress), stages))
    finder = Finder(retriever, reading.consult)
    answerer = TimedAnswerer(_phrasing(settings, TimedAnswerer(reading, stages, "extract"), stages), stages)
    checker = Checker(model, means=_means_kept(store), lexicon=Lexicon(dictionary))
    return Knowledge(answerer, finder, store, library, language_of, glossaries.current, checker, glossaries)


def open_check(progress: Progress | None = None) -> Callable[[str, str], Checked]:
    """(source, rendering) → findings, with the model and the glossaries kept; no index is needed for it."""
    from service.translation.check import Checker
    from service.translation.glossaries import Glossaries
    from service.translation.lexicon import Lexicon
    from service.uploads import glossaries_in

    settings = load_settings()
    embedder = open_model(settings, progress)
    store = _store(settings, embedder)
    kept = store.glossaries()
    seeds = [settings.seeds_dir] if settings.seeds_dir else []
    files = kept or {glossary.name: glossary.content for glossary in glossaries_in(seeds)}
    return Checker(
        embedder, Glossaries(lambda: files).current(), _means_kept(store), Lexicon(open_words(settings))
    ).check


def _means_kept(store: Store) -> Callable[[], LanguageMeans] | None:
    """Where the store keeps the model's language means on disk, which spares embedding the sample again."""
    from index.store import LocalStore

    return store.sample_means if isinstance(store, LocalStore) else None


def _phrasing(settings: Settings, inner: Answerer, stages: Stages) -> Answerer:
    """`inner` itself, or with a language model around it where one is set."""
    if not settings.llm_base_url:
        return inner
    from service.generator import ChatGenerator, ChatServer
    from service.phrasing import PhrasingAnswerer

    key = settings.llm_api_key.get_secret_value()
    server = ChatServer(settings.llm_base_url, settings.llm_model, key, settings.llm_timeout_s)
    return PhrasingAnswerer(
        inner, ChatGenerator(server), lambda outcome: stages.metrics.generated.labels(outcome).inc()
    )


def open_services(progress: Progress | None = None) -> Services:
    """Services that are ready when this returns: for commands."""
    services = make_services(load_settings(), progress)
    services.loading.load()
    if services.loading.error is not None:
        raise services.loading.error
    return services


def make_services(settings: Settings, progress: Progress | None = None) -> Services:
    """Services at once, their knowledge later: for the server."""
    from service.api.services import Loading, services_for
    from service.metrics import Metrics
    from service.stages import Stages
    from service.telemetry import open_traces

    metrics = Metrics()
    traces = open_traces(settings.otel_endpoint) if settings.otel_endpoint else None
    stages = Stages(metrics, traces)

    def load(note: Progress) -> Knowledge:
        def both(stage: str, done: int, total: int) -> None:
            note(stage, done, total)
            if progress is not None:
                progress(stage, done, total)

        return open_knowledge(settings, both, stages)

    return services_for(settings, Loading(load), metrics, traces)


def app_from_environment() -> FastAPI:
    """The app of one worker process, which reads its settings from the environment it inherits."""
    from service.api.app import create_app
    from service.log import configure_logging

    settings = load_settings()
    configure_logging(settings)
    return create_app(make_services(settings))


def prepare_data(settings: Settings, progress: Progress | None = None) -> None:
    """Makes model and index ready on disk, so that read-only workers find them."""
    open_knowledge(settings, progress)


def _store(settings: Settings, embedder: Embedder) -> Store:
    return _milvus_store(settings, embedder) if settings.store == "milvus" else _local_store(settings, embedder)


def _milvus_store(settings: Settings, embedder: Embedder) -> Store:
    try:
        from index.milvus import MilvusStore
    except ImportError as error:
        rule = f"the client of Milvus is not installed ({error.name})"
        raise InvalidInput("YINJU_STORE=milvus", rule, "pip install 'yinju[milvus]'") from error
    return MilvusStore(settings.milvus_uri, embedder, settings.milvus_token.get_secret_value())


def migrate_to_milvus(progress: Progress | None = None) -> str:
    """Copies the published documents of the local store to the cluster and returns the version there."""
    settings = load_settings()
    embedder = open_model(settings, progress)
    local = _local_store(settings.model_copy(update={"store": "local"}), embedder)
    from index.milvus.migrate import KeptVectors, migrate

    return migrate(local, _milvus_store(settings, KeptVectors(embedder, settings.data_dir)), progress)


def _local_store(settings: Settings, embedder: Embedder) -> LocalStore:
    from index.store import LocalStore

    if settings.store == "milvus":
        rule = "backup and restore are of the local store; a cluster has tools of its own"
        raise InvalidInput("YINJU_STORE=milvus", rule, "See docs/scaling.md.")
    return LocalStore(settings.data_dir, embedder)


def _publish_something(settings: Settings, store: Store, library: Library, progress: Progress | None) -> None:
    """Leaves a published generation of this model: the seeds where there was none, else the same documents anew."""
    from service.uploads import glossaries_in, uploads_in

    try:
        store.snapshot()
        return
    except OtherModel:
        # A new version may bring a better model: the texts are there, only their vectors are made again.
        if settings.read_only:
            raise
        store.rebuild(progress)
        return
    except NothingPublished:
        if settings.read_only:
            raise
    if settings.seeds_dir is not None and settings.seeds_dir.is_dir():
        library.add(uploads_in([settings.seeds_dir], with_renderings=settings.renderings), progress)
        for glossary in glossaries_in([settings.seeds_dir]):
            store.put_glossary(glossary.name, glossary.content)
    else:
        store.change(progress=progress)


def backup_to(archive: Path) -> int:
    """Writes every document to one archive and returns how many; the service may run meanwhile."""
    settings = load_settings()
    store = _local_shelf(settings) or _local_store(settings, open_model(settings))
    return store.backup(archive)


def restore_from(archive: Path, progress: Progress | None = None) -> str:
    """Puts the documents of an archive back and returns the new version."""
    settings = load_settings()
    return _local_store(settings, open_model(settings, progress)).restore(archive, progress)
