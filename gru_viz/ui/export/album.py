"""Album: figures as slides, or as a ZIP of pictures, numbers and captions.

The pictures are drawn by the visitor's browser whatever the host: it has Plotly and the diagram of the cell, which no
other program can draw, so that a host without Chromium loses nothing.
"""

import base64
import binascii
import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from PIL import Image, UnidentifiedImageError
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gru_viz.problem import Problem
from gru_viz.progress import Computation

#: Fonts that PowerPoint has, for Latin letters and for Chinese.
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
#: Characters of numbers in the notes of a slide.
_NOTES = 6_000
#: Pixels of a picture, at most; a browser may send anything.
_MOST_PIXELS = 60_000_000


class Drawn(BaseModel):
    """A figure as the browser drew it.

    Attributes
    ----------
    title, sentence : str
    link : str
        To what it shows; empty where that is the link of all of them.
    words : str
        What is said of it, for the notes.
    png : str
        Base64; empty where it could not be drawn.
    svg, csv : str
    failed : str
        Why it could not be drawn.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(default="", max_length=500)
    sentence: str = Field(default="", max_length=5_000)
    link: str = Field(default="", max_length=20_000)
    words: str = Field(default="", max_length=100_000)
    png: str = Field(default="", max_length=40_000_000)
    svg: str = Field(default="", max_length=40_000_000)
    csv: str = Field(default="", max_length=40_000_000)
    failed: str = Field(default="", max_length=300)


@dataclass(frozen=True)
class Sheet:
    """A figure with its picture at hand.

    Attributes
    ----------
    drawn : Drawn
    png : bytes
        Empty where it could not be drawn.
    """

    drawn: Drawn
    png: bytes

    @cached_property
    def size(self) -> tuple[int, int]:
        """Pixels of width and height."""
        return Image.open(io.BytesIO(self.png)).size


def sheets(sent: object) -> list[Sheet]:
    """What a browser sent, as far as it can be used.

    Raises
    ------
    Problem
        It is no list of figures, or there is none.
    """
    try:
        found = TypeAdapter(list[Drawn]).validate_python(sent)
    except ValidationError as error:
        raise Problem("The browser sent no figures that can be used.") from error
    if not found:
        raise Problem("There is no figure on this page that could be taken along.")
    return [_sheet(each) for each in found]


def _sheet(drawn: Drawn) -> Sheet:
    """A figure; what is no picture counts as not drawn."""
    try:
        png = base64.b64decode(drawn.png, validate=True)
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return Sheet(drawn, b"")
            picture.verify()
        return Sheet(drawn, png)
    # Pillow tells what is wrong in a file by any of these.
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return Sheet(drawn, b"")


def slides(found: Sequence[Sheet], link: str, not_drawn: str) -> Computation[bytes]:
    """A presentation for PowerPoint: a slide a figure with title, picture and sentence, link and numbers in its notes.

    One figure a piece.

    Parameters
    ----------
    found : sequence of Sheet
    link : str
    not_drawn : str
        What stands in place of a picture that could not be drawn.
    """
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for number, sheet in enumerate(found, start=1):
        _slide(made, sheet, link, not_drawn)
        yield number / (len(found) + 1)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _slide(made, sheet: Sheet, link: str, not_drawn: str) -> None:
    """One figure."""
    slide = made.slides.add_slide(made.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Inches(0.5), Inches(0.2), Inches(12.3), Inches(0.8)
    _write(title.text_frame, sheet.drawn.title, 28)
    if sheet.png:
        _place(slide, sheet)
    below = slide.shapes.add_textbox(Inches(0.5), Inches(6.35), Inches(12.3), Inches(1.0)).text_frame
    below.word_wrap = True
    _write(below, sheet.drawn.sentence if sheet.png else f"{not_drawn} {sheet.drawn.failed}".strip(), 14)
    notes = (sheet.drawn.link or link, sheet.drawn.words, sheet.drawn.csv[:_NOTES])
    slide.notes_slide.notes_text_frame.text = "\n\n".join(filter(None, notes))


def _place(slide: Slide, sheet: Sheet) -> None:
    """As large as fits between title and sentence, in the middle."""
    room = Inches(12.3), Inches(5.2)
    scale = min(room[0] / sheet.size[0], room[1] / sheet.size[1])
    width, height = Emu(int(sheet.size[0] * scale)), Emu(int(sheet.size[1] * scale))
    slide.shapes.add_picture(io.BytesIO(sheet.png), Emu(Inches(13.333) // 2 - width // 2), Inches(1.05), width, height)


def _write(frame: TextFrame, text: str, points: int) -> None:
    """Text in a font that PowerPoint has, for either script."""
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.name = Pt(points), LATIN
            properties = run._r.get_or_add_rPr()
            properties.append(properties.makeelement(qn("a:ea"), {"typeface": CHINESE}))


def archive(found: Sequence[Sheet], link: str, not_drawn: str) -> Computation[bytes]:
    """A ZIP: every figure as PNG, SVG and CSV, all of them in one PDF, a page each, and captions.txt.

    One figure a piece.

    Parameters
    ----------
    found, link, not_drawn
        As for `slides`.
    """
    target, pdf, captions = io.BytesIO(), io.BytesIO(), []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for number, sheet in enumerate(found, start=1):
            drawn, name = sheet.drawn, _name(number, sheet.drawn.title)
            caption = [f"{name}: {drawn.title}", drawn.sentence, drawn.link]
            if sheet.png:
                # A picture is packed already.
                file.writestr(_entry(f"{name}.png"), sheet.png, zipfile.ZIP_STORED)
                file.writestr(_entry(f"{name}.svg"), drawn.svg)
                file.writestr(_entry(f"{name}.csv"), drawn.csv)
                _add_page(pdf, sheet.png)
            else:
                caption.append(f"{not_drawn} {drawn.failed}".rstrip())
            captions.append("\n".join(filter(None, caption)))
            yield number / (len(found) + 1)
        if pdf.tell():
            file.writestr(_entry("figures.pdf"), pdf.getvalue())
        file.writestr(_entry("captions.txt"), "\n\n".join([*captions, link]) + "\n")
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """A file in a ZIP which everybody may read where it is unpacked: by itself Python lets the owner alone."""
    entry = zipfile.ZipInfo(name, time.localtime()[:6])
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


def _add_page(pdf: io.BytesIO, png: bytes) -> None:
    """One page more; one picture at a time is unpacked, which takes many times the room of its file."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(pdf, "PDF", append=bool(pdf.tell()), resolution=216)
    pdf.seek(0, io.SEEK_END)


class Kind(NamedTuple):
    """A kind of file: its ending, and what makes it of sheets, the link, and what stands in place of a picture."""

    ending: str
    make: Callable[[Sequence[Sheet], str, str], Computation[bytes]]


KINDS = {"slides": Kind("pptx", slides), "archive": Kind("zip", archive)}


def _name(number: int, title: str) -> str:
    """A file name of letters, digits and dashes."""
    words = re.sub(r"[^\w.]+", "-", title).strip("-.")[:60]
    return f"{number:02d}-{words}".rstrip("-")
