"""An empty Debian root that commands run in: what a container engine gives, from the kernel's own namespaces.

Everything here is done inside a mount namespace of its own, so that nothing of it outlives the process.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEVICES = ("null", "zero", "full", "random", "urandom")
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def within(module: str, arguments: Sequence[str], *, network: bool) -> int:
    """Runs `python -m module arguments…` in fresh namespaces, with only its own loopback unless `network`."""
    kinds = ["--mount-proc", "--pid", "--ipc", "--uts", "--fork", "--kill-child"] + ([] if network else ["--net"])
    return subprocess.run(["unshare", *kinds, sys.executable, "-m", module, *arguments], check=False).returncode


def loopback_up() -> None:
    """Brings up the loopback of a fresh network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        asked = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16xh14x", fcntl.ioctl(plain, _SIOCGIFFLAGS, asked))[0]
        fcntl.ioctl(plain, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))


def mount(*words: str) -> None:
    """`mount WORDS…`."""
    subprocess.run(["mount", *words], check=True)


@contextmanager
def furnished(root: Path, shown: Sequence[Path] = ()) -> Iterator[None]:
    """`furnish` for the length of the context. What had to be made to mount on goes: it is no part of the image."""
    made = furnish(root, shown)
    try:
        yield
    finally:
        for source in (Path("/proc"), *_sources(shown)):
            subprocess.run(["umount", "--lazy", f"{root}{source}"], check=True)
        for path in reversed(made):
            if path.is_file():
                path.unlink()
            elif not any(path.iterdir()):  # what a step of the image has put there is part of it
                path.rmdir()


def furnish(root: Path, shown: Sequence[Path] = ()) -> list[Path]:
    """Mounts /proc, a few devices and what of this machine is `shown`; returns what had to be made to mount on."""
    made: list[Path] = []
    for source in _sources(shown):
        target = root / source.relative_to("/")
        made += _made_like(source, target)
        mount("--bind", str(source), str(target))
    mount("-t", "proc", "proc", str(root / "proc"))
    return made


def _sources(shown: Sequence[Path]) -> tuple[Path, ...]:
    return (*(Path("/dev", name) for name in DEVICES), *shown)


def _made_like(source: Path, target: Path) -> list[Path]:
    """Makes `target` (and the folders above it) to mount `source` on; returns what was made, outermost first."""
    made = [folder for folder in reversed(target.parents) if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        made.append(target)
        target.mkdir() if source.is_dir() else target.touch()
    return made


def run_in(root: Path, words: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Runs a step of a build as root; its output goes to standard error.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    pairs = [f"{name}={value}" for name, value in {"PATH": PATH, "HOME": "/root", **environment}.items()]
    subprocess.run(
        ["chroot", str(root), "/usr/bin/env", "-i", f"--chdir={folder}", *pairs, *words], check=True, stdout=sys.stderr
    )


def as_nobody(root: Path, words: Sequence[str], environment: Mapping[str, str], folder: str, user: str) -> list[str]:
    """The command line that runs `words` as `uid:gid` in `root`, without a single capability, now or later."""
    uid, _, gid = user.partition(":")
    pairs = [f"{name}={value}" for name, value in {"PATH": PATH, "HOME": "/", **environment}.items()]
    ids = ["--clear-groups", f"--reuid={uid}", f"--regid={gid or uid}", "--no-new-privs", "--bounding-set=-all"]
    return [
        *("chroot", str(root), "/usr/bin/setpriv", *ids),
        *("/usr/bin/env", "-i", f"--chdir={folder}", *pairs, *words),
    ]


def seal(root: Path, volumes: Mapping[str, Path]) -> None:
    """Furnishes `root` and makes it read-only, but for /tmp and /run in memory and `volumes` (path inside → folder)."""
    mount("--bind", str(root), str(root))
    furnish(root)
    for inside, folder in volumes.items():
        mount("--bind", str(folder), f"{root}{inside}")
    mount("-t", "tmpfs", "-o", "size=256m,mode=1777", "tmpfs", str(root / "tmp"))
    mount("-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(root / "run"))
    mount("-o", "remount,bind,ro", str(root))


def megabytes(path: Path) -> int:
    """What a folder takes on disk, in MiB."""
    listed = subprocess.run(["du", "-sxm", str(path)], check=True, capture_output=True, text=True).stdout
    return int(listed.split()[0])


def is_root() -> bool:
    """Namespaces, chroot and mounts need it."""
    return os.geteuid() == 0
