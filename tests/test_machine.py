"""Machine: the container's limits where they are below the machine's own."""

import os

import pytest

from gru_viz.machine import cores, memory, resident

THERE = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.mark.parametrize(("said", "expected"), [("100000 100000", 1), ("50000 100000", 1), ("max 100000", THERE)])
def test_cores_are_those_of_the_container(tmp_path, said, expected):
    (tmp_path / "cpu.max").write_text(f"{said}\n")
    assert cores(tmp_path) == expected


@pytest.mark.parametrize(("quota", "expected"), [("100000", 1), ("-1", THERE)])
def test_cores_by_the_older_kind_of_groups(tmp_path, quota, expected):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text(quota)
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert cores(tmp_path) == expected


def test_without_a_container_all_cores_and_all_memory_are_there(tmp_path):
    assert cores(tmp_path) == THERE
    assert memory(tmp_path) > 2**28


@pytest.mark.parametrize("name", ["memory.max", "memory/memory.limit_in_bytes"])
def test_memory_is_the_containers(tmp_path, name):
    (tmp_path / "memory").mkdir()
    (tmp_path / name).write_text("1048576\n")
    assert memory(tmp_path) == 2**20
    (tmp_path / name).write_text("max\n")
    assert memory(tmp_path) > 2**28


def test_what_is_held_is_seen():
    before = resident()
    held = b"\1" * 2**26
    assert resident() - before > 0.9 * len(held)
