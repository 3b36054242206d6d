"""Figures as slides and as a ZIP, read back by python-pptx, Pillow and zipfile."""

import base64
import io
import stat
import zipfile

import pytest
from PIL import Image, PdfParser
from pptx import Presentation
from pptx.oxml.ns import qn

from gru_viz.problem import Problem
from gru_viz.progress import whole
from gru_viz.ui.export.album import CHINESE, archive, sheets, slides

LINK = "https://example.org/?t=3"


def figure(title: str, **more) -> dict:
    png = io.BytesIO()
    Image.new("RGB", (600, 400), "#0072B2").save(png, "PNG")
    drawn = {"png": base64.b64encode(png.getvalue()).decode(), "svg": "<svg/>", "csv": "name,x,y,value\nz,0,0,0.5"}
    return {"title": title, "sentence": f"How to read {title}.", **drawn, **more}


FIGURES = [figure("Gates"), figure("门与状态"), figure("Broken", png="", failed="TypeError")]


def test_slides_have_title_picture_sentence_and_the_link_and_numbers_in_their_notes():
    found = Presentation(io.BytesIO(whole(slides(sheets(FIGURES), LINK, "not drawn:"))))
    assert [slide.shapes.title.text for slide in found.slides] == ["Gates", "门与状态", "Broken"]
    first, chinese, broken = found.slides
    pictures = [[shape for shape in slide.shapes if shape.shape_type == 13] for slide in found.slides]
    assert [len(each) for each in pictures] == [1, 1, 0]
    (shown,) = pictures[0]
    assert shown.width / shown.height == pytest.approx(600 / 400, rel=1e-3)
    assert shown.left >= 0 and shown.left + shown.width <= found.slide_width
    assert shown.top + shown.height <= found.slide_height
    assert any(shape.has_text_frame and shape.text_frame.text == "How to read Gates." for shape in first.shapes)
    assert any(shape.has_text_frame and shape.text_frame.text == "not drawn: TypeError" for shape in broken.shapes)
    assert first.notes_slide.notes_text_frame.text == f"{LINK}\n\nname,x,y,value\nz,0,0,0.5"
    assert {each.get("typeface") for each in chinese.shapes.title._element.iter(qn("a:ea"))} == {CHINESE}


def test_the_zip_has_a_page_of_pdf_for_each_figure_and_names_what_failed():
    with zipfile.ZipFile(io.BytesIO(whole(archive(sheets(FIGURES), LINK, "not drawn:")))) as file:
        names = file.namelist()
        assert {stat.filemode(entry.external_attr >> 16)[1:] for entry in file.infolist()} == {"rw-r--r--"}
        assert {"01-Gates.png", "01-Gates.svg", "01-Gates.csv", "02-门与状态.png"} < set(names)
        assert not [name for name in names if name.startswith("03")]
        assert len(PdfParser.PdfParser(buf=file.read("figures.pdf")).pages) == 2
        said = file.read("captions.txt").decode()
        assert "03-Broken: Broken\nHow to read Broken.\nnot drawn: TypeError" in said
        assert said.endswith(f"{LINK}\n")
        with Image.open(io.BytesIO(file.read("01-Gates.png"))) as picture:
            assert picture.size == (600, 400)


def test_a_figure_with_a_link_and_words_of_its_own_has_them_in_its_notes_and_caption():
    own = {"link": "https://example.org/lesson?step=4", "words": "The **reset gate**."}
    found = sheets([figure("Gates", **own), figure("Others")])
    one, other = (slide.notes_slide.notes_text_frame.text for slide in _read(whole(slides(found, LINK, ""))).slides)
    assert one.startswith(f"{own['link']}\n\n{own['words']}\n\nname,x")
    assert other.startswith(f"{LINK}\n\nname,x")
    with zipfile.ZipFile(io.BytesIO(whole(archive(found, LINK, "")))) as file:
        said = file.read("captions.txt").decode().split("\n\n")
    assert said[0] == f"01-Gates: Gates\nHow to read Gates.\n{own['link']}"
    assert said[1:] == ["02-Others: Others\nHow to read Others.", f"{LINK}\n"]


def _read(content: bytes):
    return Presentation(io.BytesIO(content))


@pytest.mark.parametrize("sent", [None, "x", {"title": "t"}, [1], [], [{"title": "t" * 501}]])
def test_what_no_page_would_send_is_refused_with_a_sentence(sent):
    with pytest.raises(Problem):
        sheets(sent)


@pytest.mark.parametrize("png", ["", "§", base64.b64encode(b"GIF89a").decode()])
def test_what_is_no_picture_is_named_not_raised(png):
    (sheet,) = sheets([figure("t", png=png)])
    assert not sheet.png
    assert len(Presentation(io.BytesIO(whole(slides([sheet], LINK, "not drawn")))).slides) == 1
