"""deploy/: what it says is what the app does."""

import re
from pathlib import Path

import yaml

from gru_viz.serve.nginx import configuration
from tests.browser.server import ROOT

DEPLOY = ROOT / "deploy"
CLUSTER = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_compose_has_the_configuration_of_the_command():
    assert (DEPLOY / "nginx.conf").read_text("utf-8") == configuration(Path("/tmp"), "8080", ["app:8501"])


def test_the_budget_leaves_room_below_the_limit_at_which_a_process_is_killed():
    (container,) = CLUSTER[0]["spec"]["template"]["spec"]["containers"]
    budget = {each["name"]: each["value"] for each in container["env"]}["GRU_VIZ_MEMORY_MB"]
    assert int(budget) <= 0.8 * int(container["resources"]["limits"]["memory"].removesuffix("Mi"))
    app = COMPOSE["services"]["app"]
    limit = int(app["deploy"]["resources"]["limits"]["memory"].removesuffix("M"))
    assert int(app["environment"]["GRU_VIZ_MEMORY_MB"]) <= 0.8 * limit


def test_nobody_is_root_and_nothing_is_written():
    (container,) = CLUSTER[0]["spec"]["template"]["spec"]["containers"]
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in COMPOSE["services"].values())
    assert re.search(r"^USER \d+$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE)


def test_everything_asks_the_port_that_the_container_serves():
    served = re.search(r'"--port", "(\d+)"', (DEPLOY / "Containerfile").read_text("utf-8"))[1]
    (container,) = CLUSTER[0]["spec"]["template"]["spec"]["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": int(served)}]
    assert f"server app:{served} " in (DEPLOY / "nginx.conf").read_text("utf-8")
