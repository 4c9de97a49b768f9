"""The same intake on Ray, for corpora that outgrow one machine, and an encoder that spreads its texts over a cluster.

Tasks of Ray Data read and hash the inputs; this process, the ledger's one writer, decides which are held already; actors
of Ray Data parse the others and write bytes and documents into the data folder, which all machines share. What travels
between them are receipts and summaries, never a document. Needs the extra `ray`.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from ingest import stages
from ingest.fetch import Resolve, system_resolve
from ingest.ingest import OWN, Progress, Report, Tally, inputs_of, now
from ingest.intake import Intake, note
from ingest.ledger import Ledger
from ingest.stages import Seen
from ingest.worker import Limits, Worker
from kb.encoder import Vectors, open_encoder
from kb.errors import InputError
from kb.passages import BUDGET
from kb.settings import Settings

_LOG = logging.getLogger(__name__)
_AT_ONCE = 10_000  # inputs whose receipts are in memory
_OBJECTS = 100 * 1024**2  # bytes of Ray's object store where we start Ray: only receipts and vectors pass through it
_SHARE = 32  # texts an encoder takes at a time
_CORES = 8  # that one encoder keeps busy
_SILENT = 60  # a level above CRITICAL: Ray tells of every step on stderr


def ingest_on_ray(
    targets: Iterable[str | Path],
    settings: Settings,
    *,
    address: str | None = None,
    progress: Progress | None = None,
    budget: int = BUDGET,
    limits: Limits | None = None,
    resolve: Resolve = system_resolve,
) -> Report:
    """As ingest.ingest.ingest, on the Ray cluster at `address` ("auto": the one of this machine), or on this machine.

    All machines see targets and data folder under the same paths. InputError where Ray is absent, cannot be reached, or
    stops; what was taken in by then stays.
    """
    started = time.perf_counter()
    data_dir = settings.data_dir.resolve()
    names = [one for target in targets for one in inputs_of(str(target), data_dir)]
    tally = Tally()
    with (
        cluster(settings, address) as ray,
        Ledger(data_dir) as ledger,
        Intake(settings, ledger, budget=budget) as intake,
        _spool(data_dir) as spool,
    ):
        run = ledger.begin(OWN, now())
        work = _Stages(ray, settings, spool, intake.made, budget, limits, resolve)
        for done, one in enumerate(_met(names, intake, work), 1):
            if one.receipt:
                note(one.receipt, one.parsed, one.reason, run, intake, ledger)
            _log(one)
            tally.add(one.n, one.target, one.parsed, one.reason)
            if progress:
                progress(done, len(names), one.target)
        ledger.finish(run, now(), complete=True)
        ledger.accept(run)
    return tally.report(time.perf_counter() - started)


def _log(one: Seen) -> None:
    if one.trace:
        _LOG.error("%s: %s\n%s", one.target, one.reason, one.trace)
    for remark in one.parsed.remarks if one.parsed else ():
        _LOG.warning("%s: %s", one.target, remark)


def _met(names: Sequence[str], intake: Intake, work: _Stages) -> Iterator[Seen]:
    """What becomes of each input. Each is noted in the ledger before the next is asked for."""
    refused: dict[str, str] = {}  # by digest
    for first in range(0, len(names), _AT_ONCE):
        part = [Seen(n, name) for n, name in enumerate(names[first : first + _AT_ONCE], first)]
        waiting = sorted(work.read(part), key=lambda one: one.n)
        while waiting:
            wave, met, waiting = _sorted_out(waiting, intake, refused)
            yield from met
            for one in work.take(wave):
                if one.reason and one.receipt:
                    refused[one.receipt.sha256] = one.reason
                yield one


def _sorted_out(
    waiting: Iterable[Seen], intake: Intake, refused: Mapping[str, str]
) -> tuple[list[Seen], list[Seen], list[Seen]]:
    """Inputs to be parsed now, no two of one address or of the same bytes; those that need no parsing; those for later."""
    wave: list[Seen] = []
    met: list[Seen] = []
    later: list[Seen] = []
    underway: set[str] = set()
    for one in waiting:
        if one.receipt is None or intake.held(one.receipt.sha256):
            met.append(one)
        elif one.receipt.sha256 in refused:
            met.append(replace(one, reason=refused[one.receipt.sha256]))
        elif underway & (names := {one.receipt.sha256, one.receipt.address}):
            later.append(one)
        else:
            underway |= names
            wave.append(one)
    return wave, met, later


@dataclass(frozen=True, slots=True)
class _Stages:
    """The two stages that run on Ray Data."""

    ray: Any
    settings: Settings
    spool: Path
    made: str
    budget: int
    limits: Limits | None
    resolve: Resolve

    def read(self, inputs: Sequence[Seen]) -> Iterator[Seen]:
        """The inputs with their receipts or why they cannot be read; the bytes of addresses are in the spool."""
        told = {"allow_loopback": self.settings.allow_loopback, "spool": self.spool, "resolve": self.resolve}
        yield from self._run(inputs, stages.read, {"fn_kwargs": told})

    def take(self, inputs: Sequence[Seen]) -> Iterator[Seen]:
        """The inputs parsed and stored, or refused, as they get done."""
        told = {
            "data_dir": self.settings.data_dir.resolve(), "spool": self.spool, "made": self.made,
            "worker": partial(Worker, self.limits, budget=self.budget, embedding_model=self.settings.embedding_model),
        }  # fmt: skip
        most = min(self.settings.workers or self._cores(), len(inputs))
        yield from self._run(inputs, stages.Taking, {"fn_constructor_kwargs": told, "concurrency": (1, max(1, most))})

    def _run(self, inputs: Sequence[Seen], stage: Any, options: Mapping[str, Any]) -> Iterator[Seen]:
        if not inputs:
            return
        blocks = min(len(inputs), max(4 * self._cores(), len(inputs) // 32))  # small, so that no core waits for long
        rows = self.ray.data.from_items([stages.as_row(one) for one in inputs], override_num_blocks=blocks)
        with _told(self.ray):
            for row in rows.map(stage, num_cpus=1, **options).iter_rows():
                yield stages.as_seen(row)

    def _cores(self) -> int:
        return max(1, int(self.ray.cluster_resources().get("CPU", 1)))


@contextmanager
def _spool(data_dir: Path) -> Iterator[Path]:
    """A folder for bytes that are fetched once and parsed elsewhere."""
    for left in data_dir.glob(".fetched-*"):  # what a killed run left
        shutil.rmtree(left, ignore_errors=True)
    folder = data_dir / f".fetched-{uuid.uuid4().hex[:12]}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster(settings: Settings, address: str | None = None) -> Iterator[Any]:
    """Ray's module, connected: to the cluster at `address`, or to one on this machine that ends with the context.

    One that is connected already is used as it is. Nothing is reported to Ray's makers.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
        import ray.data
        import ray.util.scheduling_strategies
    except ImportError:
        raise InputError("Ray is not installed; run: pip install 'tessera[ray]'") from None
    if ray.is_initialized():
        yield ray
        return
    try:
        knock(address or "")
        ray.init(log_to_driver=False, logging_level=_SILENT, **({"address": address} if address else _here(settings)))
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(
            f"Ray at {address or 'this machine'}: cannot be used ({_first_line(error)}); check the address, or leave it out"
        ) from None
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(_SILENT)
    try:
        yield ray
    finally:
        ray.shutdown()


def knock(address: str) -> None:
    """OSError where nothing listens at HOST:PORT, which Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, min(int(port), 65535)), timeout=10).close()


def _here(settings: Settings) -> dict[str, Any]:
    """On this machine's loopback, with a small object store and without Ray's own web pages."""
    return {
        "address": "local", "num_cpus": settings.workers or len(os.sched_getaffinity(0)), "include_dashboard": False,
        "object_store_memory": _OBJECTS, "_node_ip_address": "127.0.0.1",
    }  # fmt: skip


@contextmanager
def _told(ray: Any) -> Iterator[None]:
    """Ray's own errors, a machine lost or a disk full, as one line."""
    try:
        yield
    except ray.exceptions.RayError as error:
        _LOG.error("%s", error)
        raise InputError(
            f"Ray stopped before the end ({_first_line(error)}); run the same command again, what was taken in stays"
        ) from None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


class RayEncoder:
    """The encoder that the settings name, on every machine of a cluster: same name, same vectors. A context manager.

    Ray is asked for nothing before the first texts come. All machines see the data folder under the same path. Raises as
    `cluster`, and ModelError as the encoder itself.
    """

    def __init__(self, settings: Settings, *, address: str | None = None) -> None:
        self._settings = settings.model_copy(update={"data_dir": settings.data_dir.resolve()})
        own = open_encoder(self._settings)  # which also makes its files, once and not on all machines at a time
        self.name, self.dimension, self.count = own.name, own.dimension, own.count
        self._address, self._stack = address, ExitStack()

    def __enter__(self) -> RayEncoder:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def _ray(self) -> Any:
        return self._stack.enter_context(cluster(self._settings, self._address))

    @cached_property
    def _actors(self) -> list[Any]:
        kind = self._ray.remote(stages.Encoding)
        actors = []
        for machine, cores in self._places():
            options = {"num_cpus": cores, "max_restarts": 3, "max_task_retries": 3, "scheduling_strategy": machine}
            actors.append(kind.options(**options).remote(self._settings))
            self._stack.callback(self._ray.kill, actors[-1])
        return actors

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """As Encoder.encode; the more texts at once, the fewer machines wait for the last of them."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        shares = iter(range(0, len(texts), _SHARE))
        hands = self._actors * 2  # each has its next share at hand when it is done with one
        underway = {
            one.encode.remote(texts[at : at + _SHARE]): (one, at) for one, at in zip(hands, shares, strict=False)
        }
        while underway:
            (done,), _ = self._ray.wait([*underway], num_returns=1)
            actor, at = underway.pop(done)
            if (following := next(shares, None)) is not None:
                underway[actor.encode.remote(texts[following : following + _SHARE])] = actor, following
            with _told(self._ray):
                part = self._ray.get(done)
            vectors[at : at + len(part)] = part
            if progress:
                progress(len(part))
        return vectors

    def _places(self) -> Iterator[tuple[Any, int]]:
        """Where an encoder is to run, and on how many cores: on each machine one for every eight cores."""
        pinned = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        for node in self._ray.nodes():
            cores = int(node["Resources"].get("CPU", 0)) if node["Alive"] else 0
            for _ in range(-(-cores // _CORES)):
                yield pinned(node["NodeID"], soft=False), min(_CORES, cores)
