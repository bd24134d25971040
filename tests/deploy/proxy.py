"""nginx as a real process, with the file in deploy/."""

from __future__ import annotations

import re
import signal
import ssl
import subprocess
import time
import urllib.request
from pathlib import Path

from conftest import ROOT, free_port


class Nginx:
    """The proxy as deploy/nginx.conf has it, but for ports, addresses and the certificate's place."""

    def __init__(self, folder: Path, servers: list) -> None:
        folder.mkdir()
        self.requests = 0
        self.port = free_port()
        self.certificate = folder / "fullchain.pem"
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ]
            + ["-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "privkey.pem"]
            + ["-out", self.certificate],
            check=True,
            capture_output=True,
        )
        text = (ROOT / "deploy/nginx.conf").read_text()
        for number, server in enumerate(servers, start=1):
            text = text.replace(f"faqbot-{number}:5005", f"{server.address.removeprefix('http://')}")
        text = text.replace("listen 8443 ssl", f"listen 127.0.0.1:{self.port} ssl")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{free_port()}")
        text = text.replace("/etc/nginx/certificates", str(folder))
        text = re.sub(r"/tmp/nginx", f"{folder}/nginx", text)
        # All clients of a test come from one address.
        text = text.replace("limit_conn connections 100", "limit_conn connections 2000")
        self.log = folder / "access.log"
        text = text.replace("/dev/stdout", str(self.log))
        (folder / "nginx.conf").write_text(text)
        self.process = subprocess.Popen(
            ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
            stdout=(folder / "out").open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.address = f"https://localhost:{self.port}"
        self.tls = ssl.create_default_context(cafile=str(self.certificate))
        for _ in range(50):
            try:
                self.get("/healthz")
                # What was tried before it listened is not in its log.
                self.requests = 1
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError((folder / "out").read_text())

    def get(self, path: str, body: bytes | None = None, headers: dict | None = None) -> bytes:
        self.requests += 1
        request = urllib.request.Request(self.address + path, body, headers or {})
        with urllib.request.urlopen(request, timeout=60, context=self.tls) as response:
            return response.read()

    def upstreams(self) -> list:
        """The server that each request through `get` so far went to, the last one if there were several."""
        for _ in range(100):
            lines = self.log.read_text().splitlines() if self.log.exists() else []
            # A line is written just after the answer.
            if len(lines) >= self.requests:
                return [line.split()[-1] for line in lines]
            time.sleep(0.05)
        raise AssertionError("nginx has not logged every request.")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
