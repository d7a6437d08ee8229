"""Builds HTML in which every text is escaped: only what was built here is markup."""

import base64
import html
from collections.abc import Iterable
from importlib import resources

from daemon.printable import printable

POLICY = "default-src 'none'; img-src data:; media-src 'self' file:; style-src 'unsafe-inline'"
"""What a browser may load for a report: the pictures and the style within it, and the video beside it."""
_VOID = frozenset({"img", "meta", "link", "br", "circle", "line", "rect", "polyline", "path"})
"""Elements without content."""


class Html(str):
    """Markup. Whatever else is put into an element is text."""

    __slots__ = ()


Attribute = str | float | bool | None
"""A value of an attribute: True stands for its name alone; None and False leave it out."""


def text(value: str) -> Html:
    """Returns a text as markup that shows it; control characters are escaped as on a terminal."""
    return value if isinstance(value, Html) else Html(html.escape(printable(value)))


def tag(name: str, /, *children: str, **attributes: Attribute) -> Html:
    """Returns an element.

    Args:
        name: Its name.
        children: What is in it: ``Html`` as it is, any other text escaped.
        attributes: Its attributes; ``cls`` is ``class``, and ``_`` stands for ``-``.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Html(f"<{name}{written}>" if name in {"img", "meta", "link", "br"} else f"<{name}{written}/>")
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def join(parts: Iterable[str]) -> Html:
    """Returns the parts one behind the other, escaped where they are no markup."""
    return Html("".join(map(text, parts)))


def image(data: bytes, alt: str, *, width: int | None = None, height: int | None = None) -> Html:
    """Returns a picture, PNG or JPEG, that lies within the page."""
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    source = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return tag("img", src=source, alt=alt, width=width, height=height)


def page(title: str, *body: str) -> Html:
    """Returns a whole page with the reports' style."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", Html(_style())),
    )
    return Html(f"<!doctype html>\n{tag('html', head, tag('body', tag('main', *body)), lang='en')}\n")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    key = "class" if name == "cls" else name.replace("_", "-")
    if value is True:
        return f" {key}"
    shown = f"{value:.6g}" if isinstance(value, float) else str(value)
    return f' {key}="{html.escape(printable(shown))}"'


def _style() -> str:
    return resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8")
