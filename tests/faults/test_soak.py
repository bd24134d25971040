"""A minute of what `make soak` does for half an hour; the latency of a minute says nothing."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

pytestmark = pytest.mark.slow


def test_a_minute_of_mixed_traffic(model):
    command = [sys.executable, "benchmarks/soak.py", "--minutes", "1", "--clients", "8", "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert ran.stdout, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["wrong"] == {}
    assert not seen["restarted"]
    assert seen["done"]["question"] > 50
    assert {"escalation", "abuse", "over-long", "hung up", "nonsense"} <= set(seen["done"])
    held = seen["held"]
    assert held["memory"]["last"] <= held["memory"]["first"] * 1.05
    assert held["files"]["last"] <= held["files"]["first"] + 10
    assert held["threads"]["last"] <= held["threads"]["first"] + 4
