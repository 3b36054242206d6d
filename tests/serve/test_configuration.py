"""What nginx is told."""

import subprocess

import pytest

from gru_viz.machine import open_many
from gru_viz.problem import Problem
from gru_viz.serve.nginx import configuration, executable
from gru_viz.serve.supervisor import free_ports
from tests.serve.nginx import installed

TEAM = ["127.0.0.1:9001", "127.0.0.1:9002", "127.0.0.1:9003"]
needs_nginx = pytest.mark.skipif(not installed(), reason="nginx is not installed")


def test_every_worker_is_there_and_nothing_is_left_to_fill_in(tmp_path):
    told = configuration(tmp_path, "127.0.0.1:8501", TEAM, "'self' https://lectures.example")
    for worker in TEAM:
        assert f"server {worker} max_fails=0;" in told
    assert "frame-ancestors 'self' https://lectures.example\"" in told
    for name in ("FOLDER", "WORKERS", "ADDRESS", "POLICY", "METRICS"):
        assert name not in told


@pytest.mark.parametrize("given", ["'self'; script-src *", 'x" always; add_header Y "', "$host", "a\nb", "{}"])
def test_no_other_rule_comes_in_by_the_pages_that_may_embed(tmp_path, given):
    with pytest.raises(Problem, match="cannot be the pages that may embed"):
        configuration(tmp_path, "127.0.0.1:8501", TEAM, given)


@needs_nginx
def test_nginx_itself_takes_it(tmp_path):
    told = tmp_path / "nginx.conf"
    told.write_text(configuration(tmp_path, f"127.0.0.1:{free_ports(1)[0]}", TEAM))
    command = [executable(), "-t", "-q", "-p", str(tmp_path), "-e", "stderr", "-c", str(told)]
    asked = subprocess.run(command, check=False, capture_output=True, text=True, preexec_fn=open_many)
    assert (asked.returncode, asked.stderr) == (0, "")
