"""`make image-check`: the Dockerfile's very steps in an empty Debian root, to an answered question, without an engine.

The steps are read from the Dockerfile itself, so the two cannot drift apart. The image then runs as the compose file
runs it: as nobody, without capabilities, its root read-only, and with no network but its own loopback.
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import psutil

from eval import namespaces
from eval.dockerfile import Stage, Step, assignments, command, expanded, is_sent, parse
from index.errors import InvalidInput, Unavailable

REPOSITORY = Path(__file__).resolve().parents[1]
QUESTION = "计划新建多少个5G基站？"
READY_S = 240.0
ASK = """
import json, os, sys, urllib.request
question, key = sys.argv[1:]
body = json.dumps({"question": question}).encode()
headers = {"Content-Type": "application/json", "Authorization": "Bearer " + key}
url = "http://127.0.0.1:" + os.environ["YINJU_PORT"] + "/v1/ask"
print(urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60).read().decode())
"""
"""Run by the image's own Python, in the image's own loopback."""


@dataclass(slots=True)
class Image:
    """A stage as it is built: its root on disk and what its instructions set."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    config: dict[str, str] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, str]:
        """What `$NAME` stands for."""
        return {"PATH": namespaces.PATH, **self.arguments, **self.environment}


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds stages under `work`.

    `shown` and `seen` are what of this machine a step may use, such as pip's cache and the variable that names its
    configuration: paths, and variables of the environment.
    """

    work: Path
    mirror: str
    given: Mapping[str, str]
    shown: tuple[Path, ...]
    seen: Mapping[str, str]

    def build(self, text: str, rules: str) -> Image:
        """Every stage of the Dockerfile `text`, in order; the last one is the image."""
        images: dict[str, Image] = {}
        stages = parse(text)
        for stage in stages:
            began = time.perf_counter()
            images[stage.name] = image = self._begin(stage, images)
            with namespaces.furnished(image.root, self.shown):
                for step in stage.steps:
                    _say(f"[{stage.name}] {step.instruction} {step.argument[:100]}")
                    self._do(step, image, images, rules)
            took = time.perf_counter() - began
            _say(f"[{stage.name}] {namespaces.megabytes(image.root)} MiB, {took:.0f} s")
        return images[stages[-1].name]

    def _begin(self, stage: Stage, images: Mapping[str, Image]) -> Image:
        root = self.work / stage.name
        base = images.get(stage.base)
        if base is None:
            self._bootstrap(stage.base, root)
            return Image(root)
        subprocess.run(["cp", "--archive", "--reflink=auto", str(base.root), str(root)], check=True)
        return Image(root, dict(base.environment), {}, base.folder, dict(base.config))

    def _bootstrap(self, base: str, root: Path) -> None:
        name, _, tag = base.partition(":")
        if name != "debian":
            raise InvalidInput(
                f"FROM {base}", "only a Debian base can be made from nothing", "Name debian:RELEASE-slim"
            )
        release = tag.partition("-")[0]
        mirror = [self.mirror] if self.mirror else []
        bootstrap = ["debootstrap", "--variant=minbase", release, str(root), *mirror]
        subprocess.run(bootstrap, check=True, stdout=sys.stderr)

    def _do(self, step: Step, image: Image, images: Mapping[str, Image], rules: str) -> None:
        match step.instruction:
            case "RUN":
                settings = {**self.seen, **image.arguments, **image.environment}
                namespaces.run_in(image.root, ("/bin/sh", "-c", step.argument), settings, image.folder)
            case "COPY":
                _copy(step.argument, image, images, rules)
            case "ENV":
                image.environment |= assignments(step.argument, image.variables)
            case "ARG":
                values = assignments(step.argument, image.variables)
                image.arguments |= {name: self.given.get(name, value) for name, value in values.items()}
            case "WORKDIR":
                image.folder = expanded(step.argument, image.variables)
                _inside(image, image.folder).mkdir(parents=True, exist_ok=True)
            case name:
                image.config[name] = step.argument


def _copy(argument: str, image: Image, images: Mapping[str, Image], rules: str) -> None:
    words = argument.split()
    origin = words.pop(0).partition("=")[2] if words[0].startswith("--from=") else ""
    *sources, given = words
    target = _inside(image, given)
    for source in sources:
        if origin:
            target.parent.mkdir(parents=True, exist_ok=True)
            path = Path(f"{images[origin].root}{source}")
            # Of a folder its content is copied, as Docker does, also into one that is there.
            subprocess.run(["cp", "--archive", f"{path}/." if path.is_dir() else path, str(target)], check=True)
        else:
            _send(source, target, given.endswith("/"), rules)


def _send(source: str, target: Path, into: bool, rules: str) -> None:
    """Copies a file or a folder's content from the context, as far as .dockerignore lets it."""
    start = REPOSITORY / source
    whole = start.is_dir()
    for path in sorted(start.rglob("*")) if whole else [start]:
        if path.is_dir() or not is_sent(PurePosixPath(path.relative_to(REPOSITORY)), rules):
            continue
        inner = path.relative_to(start) if whole else PurePosixPath(path.name if into else ".")
        copied = target / inner
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)


def _inside(image: Image, path: str) -> Path:
    return Path(f"{image.root}{PurePosixPath(image.folder) / path}")


def answered(image: Image, volume: Path, question: str) -> dict[str, Any]:
    """Starts the image's own command, waits for its own health check, asks, and stops it with its own signal.

    Raises:
        Unavailable: it was not ready in time, wrote where it must not, or did not end well.
    """
    key = secrets.token_hex(32)
    namespaces.loopback_up()
    folder, user = image.folder, image.config["USER"]
    stop = signal.Signals[image.config["STOPSIGNAL"]]
    namespaces.seal(image.root, {json.loads(image.config["VOLUME"])[0]: volume})
    (image.root / "run/admin_key").write_text(key)
    environment = {**image.environment, "YINJU_ADMIN_KEY_FILE": "/run/admin_key"}

    def words(*given: str) -> list[str]:
        return namespaces.as_nobody(image.root, given, environment, folder, user)

    if subprocess.run(words("touch", f"{folder}/written"), check=False, capture_output=True).returncode == 0:
        raise Unavailable("the root", "could be written to", "See `namespaces.seal`.")
    began = time.perf_counter()
    served = subprocess.Popen(words(*command(image.config["ENTRYPOINT"]), *command(image.config["CMD"])))
    try:
        check = command(image.config["HEALTHCHECK"].partition("CMD ")[2])
        _until_healthy(served, words(*check), began + READY_S)
        ready_s = time.perf_counter() - began
        asked = subprocess.run(words("python", "-c", ASK, question, key), check=True, capture_output=True, text=True)
        memory = psutil.Process(served.pid).memory_info().rss / 2**20
        user_ids = sorted(set(psutil.Process(served.pid).uids()))
    finally:
        served.send_signal(stop)
        ended = served.wait(timeout=60)
    if ended not in (0, -stop):
        raise Unavailable("the image", f"ended with {ended}", "See what it wrote above.")
    reply = json.loads(asked.stdout)
    return {**_shown(reply), "ready_s": round(ready_s, 1), "memory_mb": round(memory), "user_ids": user_ids}


def _until_healthy(served: subprocess.Popen[bytes], check: Sequence[str], deadline: float) -> None:
    while subprocess.run(check, check=False).returncode:
        if served.poll() is not None or time.perf_counter() > deadline:
            raise Unavailable("the image", f"was not ready (exit code {served.poll()})", "See what it wrote above.")
        time.sleep(0.5)


def _shown(reply: Mapping[str, Any]) -> dict[str, Any]:
    best = reply["citations"][0] if reply["citations"] else {}
    return {
        "question": reply["question"],
        "answer": reply["answer"],
        "value": reply["value"],
        "cited": {name: best.get(name) for name in ("source", "paragraph", "quote")},
        "took_ms": reply["took_ms"],
    }


def sizes(image: Image) -> dict[str, int]:
    """MiB on disk of the image and of its parts."""
    parts = {"image_mb": "/", "packages_mb": "/opt/yinju", "model_mb": "/opt/models", "app_mb": "/app"}
    return {name: namespaces.megabytes(Path(f"{image.root}{path}")) for name, path in parts.items()}


def _build(given: argparse.Namespace) -> int:
    arguments, seen = (dict(pair.split("=", 1) for pair in pairs) for pairs in (given.build_arg, given.env))
    builder = Builder(given.work, given.mirror, arguments, (Path("/etc/resolv.conf"), *given.show), seen)
    image = builder.build(*((REPOSITORY / name).read_text("utf-8") for name in ("Dockerfile", ".dockerignore")))
    kept = {name: getattr(image, name) for name in ("environment", "folder", "config")}
    (given.work / "image.json").write_text(json.dumps({"root": str(image.root), **kept}), "utf-8")
    return 0


def _run(given: argparse.Namespace) -> int:
    kept = json.loads((given.work / "image.json").read_text("utf-8"))
    image = Image(Path(kept["root"]), kept["environment"], {}, kept["folder"], kept["config"])
    volume = given.work / "volume"
    shutil.rmtree(volume, ignore_errors=True)
    inside = json.loads(image.config["VOLUME"])[0]
    subprocess.run(["cp", "--archive", f"{image.root}{inside}", str(volume)], check=True)
    measured = sizes(image)
    outcome = {**answered(image, volume, given.question), **measured}
    sys.stdout.write(json.dumps(outcome, ensure_ascii=False, indent=1) + "\n")
    return 0 if outcome["answer"] else 1


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Builds and runs, each in namespaces of its own; prints the answer and the sizes as JSON."""
    parser = argparse.ArgumentParser(prog="python -m eval.image", description=__doc__)
    parser.add_argument("--work", type=Path, help="folder for the roots; default: a new one, removed at the end")
    parser.add_argument("--mirror", default="", help="Debian mirror; default: debootstrap's own")
    parser.add_argument("--build-arg", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--show", type=Path, action="append", default=[], help="path of this machine seen at build")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="variable set at build only")
    parser.add_argument("--question", default=QUESTION)
    parser.add_argument("--step", choices=("build", "run"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        return _build(given) if given.step == "build" else _run(given)
    if not namespaces.is_root():
        raise InvalidInput("image-check", "an empty root can only be entered as root", "Run it with sudo.")
    passed = list(sys.argv[1:] if arguments is None else arguments)
    with tempfile.TemporaryDirectory(prefix="yinju-image-") as made:
        work = given.work or Path(made)
        work.mkdir(parents=True, exist_ok=True)
        passed += ["--work", str(work)]
        return namespaces.within("eval.image", [*passed, "--step", "build"], network=True) or namespaces.within(
            "eval.image", [*passed, "--step", "run"], network=False
        )


if __name__ == "__main__":
    sys.exit(main())
