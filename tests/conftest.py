"""What all tests share: one trained model a run, one loaded assistant, and real servers."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from staff import quiet

quiet.silence()

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def model() -> Path:
    """The model of the project as it stands, trained at most once a run."""
    from staff import models

    return models.current() or models.train()


@pytest.fixture(scope="session")
def guard(model):
    """The assistant, loaded once, with conversations in memory."""
    from staff import assistant

    return assistant.load(model)


# Each could be asking about several entries. Which of them leaves a model in doubt varies with its training.
DOUBTFUL = (
    "what's normal",
    "is there more to it",
    "what do most people do",
    "what happens to my body",
    "is it the same for everyone",
    "what should I know",
    "how does it work and what is it like",
    "what about the rest of it",
    "what do I need",
)


@pytest.fixture
async def doubtful(guard) -> str:
    """A message about which the assistant asks back, between two entries or more."""
    from staff import ask

    for text in DOUBTFUL:
        said = await ask.answer(guard, text, "web")
        if said["intent"] == "nlu_fallback" and len(said["suggestions"]) > 1 and not said["answered"]:
            return text
    pytest.fail("None of the messages of DOUBTFUL is asked back about.")


@pytest.fixture
def faqbot():
    """Run the real command in a process of its own: `faqbot("ask", "--json", input=...)`."""

    def run(*arguments: str, cwd: Path = ROOT, **options) -> subprocess.CompletedProcess:
        command = [str(Path(sys.executable).with_name("faqbot")), *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, **options)

    return run


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """A copy of the project without models, which is the project for this test."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, folder)
    for name in ("faq", "data"):
        shutil.copytree(ROOT / name, folder / name)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def copy_with_model(copy, model) -> Path:
    """A copy of the project with the shared model in it."""
    (copy / "models").mkdir()
    for path in (model, model.with_name(f"{model.name}.sha256")):
        (copy / "models" / path.name).symlink_to(path)
    return copy


@pytest.fixture
def own_data_folder(monkeypatch, tmp_path):
    """A data folder that no other test has written to."""
    from channels import settings

    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(data_folder: Path, model: Path, cwd: Path = ROOT, **settings: str):
    """A real server of the project in `cwd`; yields its address. `settings` are FAQBOT_ variables."""
    port = int(settings.pop("port", free_port()))
    environment = {
        **os.environ,
        "FAQBOT_PORT": str(port),
        "FAQBOT_DATA_FOLDER": str(data_folder),
        **{f"FAQBOT_{name.upper()}": value for name, value in settings.items()},
    }
    log = data_folder / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("faqbot")), "serve"],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(address: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"The server was not ready in 60 s:\n{log.read_text()}")


@pytest.fixture(scope="session")
def server(model, tmp_path_factory):
    """The address of one real server that tests share."""
    with serving(tmp_path_factory.mktemp("server"), model) as address:
        yield address
