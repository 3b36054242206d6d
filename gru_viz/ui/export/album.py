"""Album: the figures of a page as slides, or as a ZIP of pictures, numbers and captions."""

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gru_viz.problem import Problem

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
    png : str
        Base64; empty where it could not be drawn.
    svg, csv : str
    failed : str
        Why it could not be drawn.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str = Field(default="", max_length=500)
    sentence: str = Field(default="", max_length=5_000)
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
    picture : Image.Image or None
        None where it could not be drawn.
    """

    drawn: Drawn
    picture: Image.Image | None


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
        picture = Image.open(io.BytesIO(base64.b64decode(drawn.png, validate=True)), formats=["PNG"])
        if picture.width * picture.height > _MOST_PIXELS:
            return Sheet(drawn, None)
        return Sheet(drawn, picture.convert("RGB"))
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError):
        return Sheet(drawn, None)


def slides(found: Sequence[Sheet], link: str, not_drawn: str) -> bytes:
    """A presentation for PowerPoint: a slide a figure with title, picture and sentence, link and numbers in its notes.

    Parameters
    ----------
    found : sequence of Sheet
    link : str
    not_drawn : str
        What stands in place of a picture that could not be drawn.
    """
    made = Presentation()
    made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for sheet in found:
        _slide(made, sheet, link, not_drawn)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _slide(made, sheet: Sheet, link: str, not_drawn: str) -> None:
    """One figure."""
    slide = made.slides.add_slide(made.slide_layouts[5])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = Inches(0.5), Inches(0.2), Inches(12.3), Inches(0.8)
    _write(title.text_frame, sheet.drawn.title, 28)
    if sheet.picture is not None:
        _place(slide, sheet.picture)
    below = slide.shapes.add_textbox(Inches(0.5), Inches(6.35), Inches(12.3), Inches(1.0)).text_frame
    below.word_wrap = True
    _write(
        below, sheet.drawn.sentence if sheet.picture is not None else f"{not_drawn} {sheet.drawn.failed}".strip(), 14
    )
    slide.notes_slide.notes_text_frame.text = f"{link}\n\n{sheet.drawn.csv[:_NOTES]}"


def _place(slide: Slide, picture: Image.Image) -> None:
    """As large as fits between title and sentence, in the middle."""
    room = Inches(12.3), Inches(5.2)
    scale = min(room[0] / picture.width, room[1] / picture.height)
    width, height = Emu(int(picture.width * scale)), Emu(int(picture.height * scale))
    slide.shapes.add_picture(_saved(picture, "PNG"), Emu(Inches(13.333) // 2 - width // 2), Inches(1.05), width, height)


def _write(frame: TextFrame, text: str, points: int) -> None:
    """Text in a font that PowerPoint has, for either script."""
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.name = Pt(points), LATIN
            properties = run._r.get_or_add_rPr()
            properties.append(properties.makeelement(qn("a:ea"), {"typeface": CHINESE}))


def archive(found: Sequence[Sheet], link: str, not_drawn: str) -> bytes:
    """A ZIP: every figure as PNG, SVG and CSV, all of them in one PDF, a page each, and captions.txt.

    Parameters
    ----------
    found, link, not_drawn
        As for `slides`.
    """
    target = io.BytesIO()
    captions = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for number, sheet in enumerate(found, start=1):
            drawn, name = sheet.drawn, _name(number, sheet.drawn.title)
            captions.append(f"{name}: {drawn.title}\n{drawn.sentence}")
            if sheet.picture is None:
                captions[-1] += f"\n{not_drawn} {drawn.failed}".rstrip()
                continue
            file.writestr(f"{name}.png", _saved(sheet.picture, "PNG").getvalue())
            file.writestr(f"{name}.svg", drawn.svg)
            file.writestr(f"{name}.csv", drawn.csv)
        if pages := [sheet.picture for sheet in found if sheet.picture is not None]:
            pdf = io.BytesIO()
            pages[0].save(pdf, "PDF", save_all=True, append_images=pages[1:], resolution=216)
            file.writestr("figures.pdf", pdf.getvalue())
        file.writestr("captions.txt", "\n\n".join([*captions, link]) + "\n")
    return target.getvalue()


#: Of each kind of file: its ending, and what makes it.
KINDS: dict[str, tuple[str, Callable[[Sequence[Sheet], str, str], bytes]]] = {
    "slides": ("pptx", slides),
    "archive": ("zip", archive),
}


def _saved(picture: Image.Image, form: str) -> io.BytesIO:
    target = io.BytesIO()
    picture.save(target, form)
    target.seek(0)
    return target


def _name(number: int, title: str) -> str:
    """A file name of letters, digits and dashes."""
    words = re.sub(r"[^\w.]+", "-", title).strip("-.")[:60]
    return f"{number:02d}-{words}".rstrip("-")
