"""Fixtures for the app in Streamlit's own test runner."""

from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="session", autouse=True)
def one_look_at_what_is_installed():
    """Every AppTest reads the metadata of all installed packages, in search of components: four fifths of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield
