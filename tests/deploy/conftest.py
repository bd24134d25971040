"""PostgreSQL, two servers and nginx, started once for the tests of this folder."""

from __future__ import annotations

import secrets
from contextlib import ExitStack
from types import SimpleNamespace

import psycopg2
import pytest
from faults.postgres import Postgres
from faults.server import Server

from deploy.proxy import Nginx

SECRET = "one secret for all servers, as in the compose file"


@pytest.fixture(scope="session")
def new_database():
    """Make a database of a PostgreSQL that runs for these tests, and return its address."""
    postgres = Postgres()
    postgres.start()

    def make() -> str:
        name = "faqbot_" + secrets.token_hex(4)
        connection = psycopg2.connect(postgres.url)
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {name}")
        connection.close()
        return postgres.url.rpartition("/")[0] + f"/{name}"

    yield make
    postgres.remove()


@pytest.fixture(scope="session")
def cluster(new_database, model, tmp_path_factory):
    """What deploy/compose.yml starts."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "secret").write_text(SECRET + "\n")
    settings = {
        "database_url": new_database(),
        "secret_file": str(folder / "secret"),
        "proxies": "1",
        "messages_per_minute_per_address": "100000",
        "log_format": "json",
    }
    with ExitStack() as started:
        servers = []
        for number in (1, 2):
            data = folder / f"server-{number}"
            data.mkdir()
            servers.append(Server(data, **settings))
            servers[-1].launch()
            started.callback(servers[-1].kill)
        for server in servers:
            server.wait_until_ready()
        nginx = Nginx(folder / "nginx", servers)
        started.callback(nginx.stop)
        yield SimpleNamespace(servers=servers, nginx=nginx, settings=settings)
