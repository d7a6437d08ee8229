"""A report's markup: text stays text, whatever it says."""

from html.parser import HTMLParser

from daemon.report.html import Html, image, page, tag, text


class Seen(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self._in = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_data(self, data: str) -> None:
        self.said += "" if self._in == "style" else data


def test_a_text_that_looks_like_markup_is_shown_as_it_is() -> None:
    nasty = '<script>alert("x")</script> & \'"><img src=x onerror=y>'
    seen = Seen(tag("p", nasty, title=nasty))
    assert seen.said == nasty
    assert seen.elements == [("p", {"title": nasty})]


def test_control_characters_do_not_reach_the_page() -> None:
    assert text("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"


def test_markup_built_before_is_not_escaped_twice() -> None:
    assert tag("p", tag("b", "a < b")) == "<p><b>a &lt; b</b></p>"
    assert isinstance(text("x"), Html)


def test_an_attribute_is_left_out_where_it_has_no_value_but_zero_is_one() -> None:
    assert tag("rect", x=0, y=0.0, rx=None, hidden=False, ry=True) == '<rect x="0" y="0" ry/>'


def test_a_page_allows_nothing_from_elsewhere_and_has_no_script() -> None:
    seen = Seen(page("t", image(b"\x89PNG", "a picture")))
    assert "script" not in [name for name, _ in seen.elements]
    policy = next(attrs["content"] for name, attrs in seen.elements if attrs.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert [attrs["src"] for name, attrs in seen.elements if name == "img"] == ["data:image/png;base64,iVBORw=="]
