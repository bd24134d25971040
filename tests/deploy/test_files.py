"""The files in deploy/ and docs/ say what is so: settings, metrics, hosts and commands."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
import yaml
from conftest import ROOT
from prometheus_client import REGISTRY

from channels import metrics, settings, sms_line
from staff.cli import app

DEPLOYING = (ROOT / "docs/deploying.md").read_text()
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yml").read_text())
NAMES = {f"FAQBOT_{field.upper()}" for field in settings.Settings.__fields__}


def settings_in(text):
    found = set(re.findall(r"FAQBOT_[A-Z_]*[A-Z]", text)) - {"FAQBOT_SETTINGS_FILE"}
    return {name.removesuffix("_FILE") if name not in NAMES else name for name in found}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_setting_is_in_the_table(name):
    assert re.search(rf"^\| `{name}` \|.+\|.+\|$", DEPLOYING, re.M)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_table_names_the_default(name):
    field = settings.Settings.__fields__[name.removeprefix("FAQBOT_").lower()]
    row = re.search(rf"^\| `{name}` \|(.+)\|(.+)\|$", DEPLOYING, re.M)
    shown = "" if field.default is None else str(field.default)
    assert row[1].strip().strip("`") == (shown.lower() if field.type_ is bool else shown)


def test_no_file_names_a_setting_that_is_not_there():
    files = [*ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*"), ROOT / "README.md"]
    named = {path.name: settings_in(path.read_text()) - NAMES - {"FAQBOT_X"} for path in files}
    assert {name: wrong for name, wrong in named.items() if wrong} == {}


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "alerts.yml"])
def test_each_metric_that_is_looked_at_is_there(file):
    assert metrics and sms_line
    there = {metric.name for metric in REGISTRY.collect()}
    text = (ROOT / "deploy" / file).read_text()
    for name in set(re.findall(r"\bfaqbot_[a-z_]+", text)):
        assert re.sub(r"_(total|bucket|count|sum)$", "", name) in there, name


def test_the_dashboard_shows_every_metric():
    panels = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text())["panels"]
    shown = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    assert all(metric.name in shown for metric in REGISTRY.collect() if metric.name.startswith("faqbot_"))


def test_the_alerts_are_rules_that_prometheus_takes():
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian's package prometheus)")
    done = subprocess.run(
        [promtool, "check", "rules", ROOT / "deploy/alerts.yml"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_proxy_and_watcher_name_the_servers_of_the_compose_file():
    servers = {name for name in COMPOSE["services"] if name.startswith("faqbot-")}
    for file in ("nginx.conf", "prometheus.yml"):
        assert set(re.findall(r"\b(faqbot-\d+):5005", (ROOT / "deploy" / file).read_text())) == servers


def test_images_are_pinned():
    images = [service["image"] for service in COMPOSE["services"].values() if service["image"] != "faqbot"]
    assert all(re.search(r":v?\d+\.\d+", image) for image in images)
    bases = re.findall(r"^FROM (\S+)", (ROOT / "deploy/Dockerfile").read_text(), re.M)
    assert bases and all(re.search(r"@sha256:[0-9a-f]{64}$", base) for base in bases)


def test_what_is_copied_into_the_image_is_not_secret():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {"var", "faqbot.env", "deploy/secrets", ".git"} <= set(ignored)


def test_each_command_that_the_docs_name_is_there():
    known = {
        command.name or command.callback.__name__
        for group in [app, *(added.typer_instance for added in app.registered_groups)]
        for command in group.registered_commands
    }
    for page in ("deploying.md", "scaling.md", "architecture.md"):
        named = set(re.findall(r"(?:`|bin/|^)faqbot ([a-z]+)", (ROOT / "docs" / page).read_text(), re.M))
        assert named <= {name.replace("_", "-") for name in known}, page


def test_each_file_that_the_drawing_names_is_there():
    text = (ROOT / "docs/architecture.md").read_text()
    there = {
        path.name
        for folder in ("channels", "actions", "faq", "nlu", "staff")
        for path in (ROOT / folder).glob("*.py")
    }
    assert set(re.findall(r"\b\w+\.py\b", text)) <= there
