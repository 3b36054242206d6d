"""Menu: every page, the visitor's question that it answers, and the page that its answer leads to."""

from collections.abc import Callable
from dataclasses import dataclass

from gru_viz.problem import N_
from gru_viz.ui.pages import (
    bigru,
    cell,
    claims,
    compare,
    corpus,
    gates,
    gradients,
    lesson,
    machine,
    memory,
    table,
    text,
    train,
    units,
    workbench,
)
from gru_viz.ui.state.run import Run

SEE, WHY, LEARN, COMPARE, NUMBERS = N_("See"), N_("Why"), N_("Learn"), N_("Compare"), N_("Numbers")


@dataclass(frozen=True)
class Entry:
    """One page; all its texts are catalogue keys.

    Attributes
    ----------
    section : str
        What the visitor wants, one word.
    title : str
        With the field `cell` where it goes by the cell's name.
    question : str
        What the page answers.
    icon : str
        A Material icon.
    draw : callable
    leads_to : str
        Address of the next sensible page.
    reason : str
        The question that it answers, in the words of somebody who has just seen this one.
    """

    section: str
    title: str
    question: str
    icon: str
    draw: Callable[[Run], None]
    leads_to: str
    reason: str


#: By address, in the order of the menu: the entries of a section stand together.
PAGES: dict[str, Entry] = {
    "gates": Entry(
        SEE,
        N_("Gates"),
        N_("What does every gate do, at every step?"),
        ":material/grid_on:",
        gates.page,
        "cell",
        N_("How does one step come about?"),
    ),
    "cell": Entry(
        SEE,
        N_("Cell"),
        N_("How is one step computed?"),
        ":material/account_tree:",
        cell.page,
        "memory",
        N_("How long does what is written stay?"),
    ),
    "bi-gru": Entry(
        SEE,
        "Bi-{cell}",
        N_("What does reading from the end add?"),
        ":material/swap_horiz:",
        bigru.page,
        "text",
        N_("What does a single unit follow?"),
    ),
    "text": Entry(
        SEE,
        N_("Coloured text"),
        N_("What does one unit follow?"),
        ":material/format_color_text:",
        text.page,
        "memory",
        N_("How long does it remember that?"),
    ),
    "lesson": Entry(
        LEARN,
        N_("Lesson"),
        N_("What is a GRU?"),
        ":material/menu_book:",
        lesson.page,
        "claims",
        N_("Is all of that true here?"),
    ),
    "train": Entry(
        LEARN,
        N_("Train"),
        N_("How do the gates come about?"),
        ":material/school:",
        train.page,
        "gates",
        N_("What do its gates do on your own sentence?"),
    ),
    "claims": Entry(
        LEARN,
        N_("Claims"),
        N_("Is what the lesson says true here?"),
        ":material/fact_check:",
        claims.page,
        "compare",
        N_("And beside other cells?"),
    ),
    "memory": Entry(
        WHY,
        N_("Memory"),
        N_("How long does the state remember?"),
        ":material/hourglass_bottom:",
        memory.page,
        "gradients",
        N_("And can training reach that far back?"),
    ),
    "gradients": Entry(
        WHY,
        N_("Gradients"),
        N_("How far back can training reach?"),
        ":material/trending_down:",
        gradients.page,
        "train",
        N_("How do gates come to keep and to write?"),
    ),
    "machine": Entry(
        WHY,
        N_("Machine"),
        N_("Which machine has it become?"),
        ":material/hub:",
        machine.page,
        "units",
        N_("And which units hold it?"),
    ),
    "units": Entry(
        WHY,
        N_("Units"),
        N_("What is each unit for?"),
        ":material/biotech:",
        units.page,
        "corpus",
        N_("And in a whole corpus?"),
    ),
    "corpus": Entry(
        WHY,
        N_("Corpus"),
        N_("Where in much text does it do the same?"),
        ":material/library_books:",
        corpus.page,
        "memory",
        N_("How long does it remember what it has read?"),
    ),
    "compare": Entry(
        COMPARE,
        "RNN · GRU · LSTM",
        N_("What does each cell cost and learn?"),
        ":material/balance:",
        compare.page,
        "nn-gru",
        N_("How is it written in PyTorch?"),
    ),
    "nn-gru": Entry(
        COMPARE,
        "nn.GRU",
        N_("How is it called in PyTorch?"),
        ":material/build:",
        workbench.page,
        "table",
        N_("Where are all its numbers?"),
    ),
    "table": Entry(
        NUMBERS,
        N_("Table"),
        N_("Which numbers are these, and how to get them?"),
        ":material/table_chart:",
        table.page,
        "claims",
        N_("What do these numbers say of the lesson?"),
    ),
}
