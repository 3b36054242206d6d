"""The pictures in the repository: those that the README shows, small, and no others."""

import io

import pytest
from PIL import Image

from tests.browser.screenshots import COMMITTED, LARGEST, of_the_readme, pictures, small


def test_the_repository_has_the_readmes_pictures_and_no_others():
    assert {file.stem for file in COMMITTED.iterdir()} == of_the_readme() <= set(pictures())


@pytest.mark.parametrize("name", sorted(of_the_readme()))
def test_a_picture_is_a_small_palette_png(name):
    file = COMMITTED / f"{name}.png"
    assert file.stat().st_size <= LARGEST
    with Image.open(file) as image:
        assert (image.format, image.mode) == ("PNG", "P")


def test_a_picture_of_many_colours_is_made_small_at_its_size():
    noise = Image.effect_noise((900, 700), 60).convert("RGB")
    source = io.BytesIO()
    noise.save(source, "PNG")
    smaller = small(source.getvalue())
    made = Image.open(io.BytesIO(smaller))
    assert made.size == noise.size
    assert made.mode == "P"
    assert len(smaller) < len(source.getvalue()) / 2
