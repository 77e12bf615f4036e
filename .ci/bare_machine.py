#!/usr/bin/env python3
"""Plays a machine where nothing is: the first tries that README promises, then docs/operations.md to the letter.

It unpacks an archive of the sources in a new folder and runs everything there as an account without rights (when root
runs it), in an empty environment: `python3`, `make`, a shell and Debian's basic commands are in its PATH, git and
compilers are not. Twice: with a new home, then with one that cannot be written. The shell blocks of « From an empty
server to an open campaign » are then played as the page writes them, in other folders than those of the system; what
only root may do (`apt`, `adduser`, `systemctl`) is left out, and the units are played by their own command lines.

This is no container: libraries and settings of the machine are there, pip's own among them, and `PIP_*` is passed on.

    .ci/bare_machine.py [--whole]     the tests of the repository, or all those that need no browser
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534
COMMANDS = [
    "make", "sh", "bash", "env", "awk", "sed", "grep", "find", "xargs", "tar", "gzip", "ldd",
    "basename", "cat", "chmod", "chown", "cp", "cut", "date", "df", "dirname", "head", "id", "install", "ln", "ls",
    "mkdir", "mktemp", "mv", "nproc", "printf", "pwd", "readlink", "rm",
    "rmdir", "sha256sum", "sleep", "sort", "stat", "tail", "tee", "test", "touch", "tr", "true", "uname", "uniq", "wc",
]  # fmt: skip
"""What Debian always has, and `make`."""
MADE = shutil.ignore_patterns(".git", ".venv", "var", "dist", "build", "__pycache__", ".*_cache", ".hypothesis", "*.mo")
SECTION = "## From an empty server to an open campaign"
PASSWORD = "une phrase que personne ne connait"  # noqa: S105 # of an account that lives for a minute
PATIENCE_SECONDS = 3600
"""How long a step may take before it counts as one that hangs."""


class Failed(Exception):
    """A step that does not do what is promised; its text is what the step printed."""


class Machine:
    """Folders, commands and an account of their own, in an environment that is passed to nobody else."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.settings = folder / "etc" / "poincon.env"
        self.var = folder / "var"
        self.account: dict[str, object] = {}
        if os.geteuid() == 0:
            self.account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        for made in (self.bin, folder / "home", folder / "etc", folder / "units", self.var):
            made.mkdir()
        (self.bin / "python3").symlink_to(python)
        for command in COMMANDS:
            if path := shutil.which(command, path="/usr/bin:/bin"):
                (self.bin / command).symlink_to(path)
        for command in ("apt", "adduser", "systemctl"):
            self._add(command, "")
        # As systemd does: the settings and nothing else, the options aside.
        self._add(
            "systemd-run",
            'while :; do case "$1" in -p) shift 2;; -*) shift;; *) break;; esac; done\n'
            f'umask 077; cd "{self.var}"\n'
            f'exec env -i HOME=/nonexistent PATH="{self.bin}" $(cat "{self.settings}") "$@"',
        )

    def _add(self, command: str, text: str) -> None:
        path = self.bin / command
        path.write_text(f"#!{self.bin}/sh\n{text}\n")
        path.chmod(0o755)

    def environment(self, home: Path) -> dict[str, str]:
        """What an account that was just made has, and the way to packages, which is the machine's own affair."""
        passed = {
            name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_PROXY")
        }
        return {**passed, "HOME": str(home), "PATH": str(self.bin)}

    def hand_over(self) -> None:
        """Everything belongs to the account."""
        if self.account:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

    def run(self, script: str, *, cwd: Path, home: Path, typed: str = "", **variables: str) -> str:
        """Run a shell script. Gives what it printed. Raises `Failed` when it does not end well, or does not end."""
        process = self._start(script, cwd, home, variables, stdin=subprocess.PIPE)
        try:
            printed, _ = process.communicate(typed, timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            printed = f"no end after {PATIENCE_SECONDS} seconds"
        finally:
            end(process)
        if process.returncode != 0:
            raise Failed(f"$ {script}\n{printed}\nends with code {process.returncode}")
        return printed

    @contextmanager
    def running(self, script: str, *, cwd: Path, home: Path, **variables: str) -> Iterator[Server]:
        """Keep a command running meanwhile."""
        with tempfile.TemporaryFile("w+") as output:
            process = self._start(script, cwd, home, variables, stdin=subprocess.DEVNULL, stdout=output)
            try:
                yield Server(script, process, output)
            finally:
                end(process)

    def _start(self, script: str, cwd: Path, home: Path, variables: dict[str, str], **streams: object) -> Popen:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return] # noqa: S603
            ["sh", "-euc", script],  # noqa: S607 # the one of that PATH
            cwd=cwd,
            env={**self.environment(home), **variables},
            stdout=streams.pop("stdout", subprocess.PIPE),
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            umask=0o022,
            **streams,
            **self.account,
        )


Popen = subprocess.Popen[str]


class Server:
    """A command that goes on, and what it prints."""

    def __init__(self, script: str, process: Popen, output: object) -> None:
        self._script, self._process, self._output = script, process, output

    def printed(self) -> str:
        return os.pread(self._output.fileno(), 1_000_000, 0).decode()  # type: ignore[attr-defined]

    def answers(self, address: str) -> str:
        """Wait for a page. Raises `Failed` when the command ends before, or the page is not given."""
        patience = time.monotonic() + PATIENCE_SECONDS
        answer = ""
        while time.monotonic() < patience:
            if self._process.poll() is not None:
                raise Failed(f"$ {self._script}\n{self.printed()}\nends with code {self._process.returncode}")
            try:
                with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310 # on this machine
                    return response.read().decode()  # type: ignore[no-any-return]
            except urllib.error.HTTPError as refusal:
                answer = f"{refusal} {refusal.read().decode()[:500]}"
            except OSError as error:
                answer = str(error)
            time.sleep(0.1)
        raise Failed(f"$ {self._script}\n{self.printed()}\n{address}: {answer}")


def end(process: Popen) -> None:
    """End a command and all that it started, at once if they do not mind a request."""
    for number, seconds in ((signal.SIGTERM, 25), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
            process.wait(seconds)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def archive() -> BytesIO:
    """The sources as they are in the working folder: by git where there is one, else all but what is made."""
    packed = BytesIO()
    if (ROOT / ".git").exists() and shutil.which("git"):
        git = ["git", "-c", "user.name=archive", "-c", "user.email=archive@poincon.example"]
        state = subprocess.run([*git, "stash", "create"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603
        command = [*git, "archive", state.stdout.strip() or "HEAD"]
        packed.write(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)  # noqa: S603
    else:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=packed, mode="w") as tar:
            tar.add(shutil.copytree(ROOT, Path(folder, "sources"), ignore=MADE), arcname=".")
    packed.seek(0)
    return packed


def unpack(packed: BytesIO, folder: Path) -> Path:
    packed.seek(0)
    with tarfile.open(fileobj=packed) as tar:
        tar.extractall(folder, filter="data")
    return folder


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def step(name: str, act: Callable[[], object]) -> None:
    """One line, with its time."""
    print(f"{name} …", end=" ", flush=True)  # noqa: T201
    started = time.monotonic()
    act()
    print(f"{time.monotonic() - started:.1f} s", flush=True)  # noqa: T201


def expect(condition: object, promise: str, printed: str) -> None:
    if not condition:
        raise Failed(f"{printed}\nwithout: {promise}")


def try_it(machine: Machine, sources: Path, home: Path) -> None:
    """`make demo`, as README says."""
    port = free_port()
    with machine.running("make demo", cwd=sources, home=home, PORT=str(port)) as demo:
        demo.answers(f"http://127.0.0.1:{port}/")
        printed = demo.printed()
    expect(f"http://localhost:{port}" in printed, "the address", printed)
    for role in ("structure_head", "regional_officer", "ministry", "administrator"):
        expect(re.search(rf"\S+@\S+\.example.*{role}|{role}.*\S+@\S+\.example", printed), f"a {role}", printed)


def blocks(page: str) -> list[str]:
    """The shell blocks of the section, in order."""
    section = page.partition(f"\n{SECTION}\n")[2].partition("\n## ")[0]
    return re.findall(r"^ *```\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL)


def unit(sources: Path, name: str, key: str) -> str:
    """A command line of a unit, run as systemd would run it."""
    text = (sources / "deploy" / name).read_text(encoding="utf-8")
    lines = [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]
    expect(len(lines) == 1, f"one {key}", text)
    return f"exec systemd-run {lines[0]}"


def serve_it(machine: Machine, sources: Path) -> None:
    """The way from an empty server to an open campaign. The blocks that follow the start are played once it answers."""
    home = Path("/nonexistent")
    places = {
        "/srv/poincon": str(machine.folder / "srv"),
        "/var/lib/poincon": str(machine.var),
        "/etc/poincon.env": str(machine.settings),
        "/etc/systemd/system": str(machine.folder / "units"),
        "127.0.0.1:8000": f"127.0.0.1:{(port := free_port())}",
    }

    def placed(text: str) -> str:
        for place, ours in places.items():
            text = text.replace(place, ours)
        return text

    scripts = [placed(block) for block in blocks((sources / "docs" / "operations.md").read_text(encoding="utf-8"))]
    start = next((number for number, script in enumerate(scripts) if "systemctl" in script), -1)
    expect(start >= 0, "a block that starts the service", SECTION)

    def play(number: int) -> None:
        name = f"docs/operations.md, block {number + 1} of {len(scripts)}"
        step(name, lambda: machine.run(scripts[number], cwd=sources, home=home, typed=f"{PASSWORD}\n"))

    for number in range(start + 1):
        play(number)
    with machine.settings.open("a") as settings:
        settings.write(f"PORT={port}\n")
    migrate = placed(unit(sources, "poincon.service", "ExecStartPre"))
    step("the unit prepares", lambda: machine.run(migrate, cwd=sources, home=home))
    serve, work = (placed(unit(sources, name, "ExecStart")) for name in ("poincon.service", "poincon-worker.service"))
    with (
        machine.running(serve, cwd=sources, home=home) as server,
        machine.running(work, cwd=sources, home=home),
    ):
        step("the units serve", lambda: server.answers(f"http://127.0.0.1:{port}/readyz"))
        for number in range(start + 1, len(scripts)):
            play(number)
        step("the campaign is open", lambda: check_service(machine, server, port))


def check_service(machine: Machine, server: Server, port: int) -> None:
    ready = json.loads(server.answers(f"http://127.0.0.1:{port}/readyz"))
    expect(ready["ready"] and all(ready["checks"].values()), "a platform that is ready", json.dumps(ready))
    page = server.answers(f"http://127.0.0.1:{port}/")
    expect("2027" in page, "the campaign on the first page", page)
    for path in machine.var.rglob("*"):
        if "static" not in path.parts and path.is_file():
            expect(path.stat().st_mode & 0o077 == 0, "a file that its owner alone reads", str(path))


def try_sources(machine: Machine, packed: BytesIO, name: str, home: Path) -> Path:
    """Set up and open the demonstration, from sources of its own. Gives their folder."""
    sources = unpack(packed, machine.folder / f"sources-{home.name}")
    machine.hand_over()
    step(f"make setup, {name}", lambda: machine.run("make setup", cwd=sources, home=home))
    step(f"make demo, {name}: its first page", lambda: try_it(machine, sources, home))
    return sources


def play(machine: Machine, *, whole: bool) -> None:
    """All the steps, in the order in which a newcomer would take them."""
    packed = archive()
    home = Path("/nonexistent")
    try_sources(machine, packed, "a new home", machine.folder / "home")
    sources = try_sources(machine, packed, "no home", home)
    tests = "" if whole else "ARGS=tests/architecture"
    step(f"make test {tests}".strip(), lambda: machine.run(f"make test {tests}", cwd=sources, home=home))
    serve_it(machine, sources)


def main() -> int:
    parser = argparse.ArgumentParser(description="Plays a machine where nothing is.")
    parser.add_argument("--whole", action="store_true", help="all the tests that need no browser")
    parser.add_argument("--python", default="/usr/bin/python3", help="the one that machine has (%(default)s)")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="poincon-bare-", dir="/tmp"))  # any account may enter it
    try:
        folder.chmod(0o755)
        play(Machine(folder, options.python), whole=options.whole)
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)  # noqa: T201
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
