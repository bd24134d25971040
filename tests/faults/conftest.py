"""What the fault tests share: a server with faults to switch on, and a database of its own."""

from __future__ import annotations

import pytest

from faults.postgres import PROGRAMS, Postgres
from faults.server import FAULTY, Server
from faults.web import Client


@pytest.fixture(scope="session")
def faulty_server(model, tmp_path_factory):
    with Server(tmp_path_factory.mktemp("faulty"), command=FAULTY) as server:
        yield server


@pytest.fixture
def faulty(faulty_server):
    """A running server whose faults are off."""
    faulty_server.fault("")
    if faulty_server.status("/healthz") != 200:
        faulty_server.kill()
        faulty_server.start()
    yield faulty_server
    faulty_server.fault("")


@pytest.fixture
def client(faulty):
    return Client(faulty.address).begin()


@pytest.fixture(scope="session")
def postgres():
    if PROGRAMS is None:
        pytest.skip("PostgreSQL is not installed (.ci/run installs it)")
    database = Postgres()
    database.start()
    yield database
    database.remove()
