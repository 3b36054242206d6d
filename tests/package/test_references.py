"""References in docstrings: the check that `make lint` runs finds what leads nowhere, and only that."""

from tests.package.references import dead, references


def test_names_are_told_from_formulas():
    assert references("`trace(x)` of `tr.h_n`, ``code``, `h_t = 1`") == ["trace", "tr.h_n"]


def test_what_is_not_there_is_named_with_its_place(tmp_path):
    package = tmp_path / "gru_viz"
    package.mkdir()
    (package / "made.py").write_text(
        '''"""Beside `torch.nn.GRU` and `nn.GRU`, `gru_viz.trace` and `Trace`."""
class Trace:
    """See `moved`, `Trace.fields`, `torch.nn.Grue`, `gru_viz.cells.traced`, `self`."""
    fields = 1
    def there(self): ...
''',
        "utf-8",
    )
    assert [line.split("`")[1] for line in dead(package)] == ["moved", "torch.nn.Grue", "gru_viz.cells.traced"]
