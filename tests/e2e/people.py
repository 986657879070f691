"""Who is at the devices of a story: fingers, a keyboard alone, or somebody with a small screen and large print.

A story is written once, as fingers go through it. With a keyboard alone every target is reached by Tab (and by arrows
within a grid or a group of radio buttons), must be seen and marked where it has the focus, and is worked by Enter or
Space. On a small screen, of 320 CSS pixels with text at 200 %, nothing may be wider than it after any step, nor
anything that can be pressed lie under something else at the end: phones are so small then, and so is the desk. Boards
stay as they are.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from weakref import WeakSet

import pytest
from playwright.sync_api import ElementHandle, Error, JSHandle, Locator, Page, expect

Who = Literal["fingers", "keyboard", "large"]
EVERYBODY: tuple[Who, ...] = ("fingers", "keyboard", "large")

MIXED: dict[str, Who] = {
    **dict.fromkeys(("test_alike", "test_announcing", "test_calendar", "test_desk", "test_hidden_tallies"), "keyboard"),
    **dict.fromkeys(("test_co_hosts", "test_kept", "test_kit", "test_lapse", "test_list"), "keyboard"),
    **dict.fromkeys(("test_repeats", "test_today", "test_without_javascript"), "keyboard"),
    **dict.fromkeys(("test_board_modes", "test_hosts", "test_planning", "test_requests", "test_right_now"), "large"),
    **dict.fromkeys(("test_seeking", "test_smackdown"), "large"),
}
"""By module: who goes through its stories when nobody says who; where nobody is named, fingers do. So every way is gone
every time, and no story twice.
"""

SMALL = (320, 640)
LARGE_PX = 32
"""The browser's own size of text, twice what it comes with."""

DRAWN_ANEW = 5
STOPS = 400
"""More than there are on any page: whoever has pressed Tab so often has been everywhere."""

TARGET = """element =>
  element.closest("a[href], button, input, select, textarea, summary, [role=grid] [tabindex], [tabindex='0']")
  ?? element.closest("label")?.control"""
LEADS_AWAY = """target => (target.localName === "a" && !target.getAttribute("href").startsWith("#"))
  || (target.form?.method === "post" && target.type === "submit")"""
KIND = """target => ({
  tag: target.localName, type: target.type ?? "", roving: target.tabIndex < 0 && !!target.closest("[role=grid]"),
})"""
HAS_FOCUS = "target => document.activeElement === target"
IN_ITS_GRID = "target => target.closest('[role=grid]').contains(document.activeElement)"
IN_ITS_GROUP = """target => document.activeElement?.type === "radio" && document.activeElement.name === target.name"""
STEPS_AWAY = """target => {
  const place = (element) => {
    const cell = element.closest("td, th");
    return [cell.parentElement.rowIndex, cell.cellIndex];
  };
  const [row, column] = place(document.activeElement);
  const [toRow, toColumn] = place(target);
  return [toRow - row, toColumn - column];
}"""
SEEN = """target => {
  const tiny = ({ width, height }) => width < 3 || height < 3;
  const own = target.getBoundingClientRect();
  const shown = tiny(own) ? target.closest("label") ?? target.labels?.[0] ?? target : target;
  const box = shown.getBoundingClientRect();
  for (const x of [0.1, 0.5, 0.9]) for (const y of [0.1, 0.5, 0.9]) {
    const there = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    if (there && (shown.contains(there) || there.contains(shown) || there.control === target)) return true;
  }
  return false;
}"""
MARKED = """target => {
  const { width, height } = target.getBoundingClientRect();
  const label = width < 3 || height < 3 ? target.closest("label") ?? target.labels?.[0] : undefined;
  return [label ?? target, ...(label?.querySelectorAll("*") ?? [])].some((shown) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return (shown !== target || !label) && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}"""
TOO_WIDE = "(root = document.documentElement) => root ? root.scrollWidth - root.clientWidth : 0"
PRESSED = "a[href], button, input:not([type=hidden]), select, textarea, summary"
COVERED = f"""pressed => {{
  if (document.querySelector(".sheet")) return [];
  const seen = {SEEN};
  return [...document.querySelectorAll(pressed)]
    .filter((control) => control.checkVisibility() && !control.closest("[inert], .skip") && !control.disabled)
    .filter((control) => !["center", "start", "end"].some((block) => {{
      control.scrollIntoView({{ block }});
      return seen(control);
    }}))
    .map((control) => control.outerHTML.slice(0, 120));
}}"""


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(
        "--people",
        choices=["mixed", *EVERYBODY],
        default="mixed",
        help="who goes through the stories in the browser; mixed: each is gone through by one of them",
    )


def who_tells(item: pytest.Item) -> Who:
    if item.get_closest_marker("fingers") is not None:
        return "fingers"
    asked = str(item.config.getoption("--people"))
    if asked == "mixed":
        return MIXED.get(item.path.stem, "fingers")
    [who] = [each for each in EVERYBODY if each == asked]
    return who


@contextmanager
def acting(who: Who) -> Iterator[None]:
    """While it holds, what a story has somebody press is pressed as they would."""
    ways = _BY_KEYBOARD if who == "keyboard" else _looked_at() if who == "large" else {}
    before = {name: getattr(Locator, name) for name in ways}
    for name, way in ways.items():
        setattr(Locator, name, way)
    try:
        yield
    finally:
        for name, way in before.items():
            setattr(Locator, name, way)


# --- a keyboard alone


PLAIN: WeakSet[Page] = WeakSet()
"""Pages without a program: whatever is pressed there has the next page come, and a story goes on with that one."""


def _reach(locator: Locator, timeout: float | None = None) -> tuple[ElementHandle, dict[str, Any]]:
    """As long as pages draw what they are asked about anew, it is looked for again."""
    for _ in range(DRAWN_ANEW):
        target, kind = _target_of(locator, timeout)
        try:
            _go_to(locator.page, target, kind)
        except AssertionError:
            if target.evaluate("target => target.isConnected"):
                raise
            continue
        assert target.evaluate(SEEN), f"{locator} has the focus and is covered"
        assert target.evaluate(MARKED), f"{locator} has the focus and nothing shows it"
        return target, kind
    raise AssertionError(f"{locator} is drawn anew all the time")


def _target_of(locator: Locator, timeout: float | None) -> tuple[ElementHandle, dict[str, Any]]:
    expect(locator).to_be_enabled(timeout=timeout)
    target = locator.evaluate_handle(TARGET, timeout=timeout).as_element()
    assert target is not None, f"{locator} cannot have the focus"
    return target, target.evaluate(KIND)


def _go_to(page: Page, target: ElementHandle, kind: dict[str, Any]) -> None:
    if kind["roving"]:
        _tab_until(page, target, IN_ITS_GRID)
        _go_in_grid(page, target)
    elif kind["type"] == "radio":
        _tab_until(page, target, IN_ITS_GROUP)
        _press_until(page, target, HAS_FOCUS, "ArrowDown", 50)
    else:
        _tab_until(page, target, HAS_FOCUS)


def _tab_until(page: Page, target: JSHandle, reached: str) -> None:
    _press_until(page, target, reached, "Tab", STOPS)


def _press_until(page: Page, target: JSHandle, reached: str, key: str, most: int) -> None:
    for _ in range(most):
        if target.evaluate(reached):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never leads to {target}")


def _go_in_grid(page: Page, target: JSHandle) -> None:
    for _ in range(STOPS):
        down, right = target.evaluate(STEPS_AWAY)
        if not down and not right:
            return
        if down:
            page.keyboard.press("ArrowDown" if down > 0 else "ArrowUp")
        else:
            page.keyboard.press("ArrowRight" if right > 0 else "ArrowLeft")
    raise AssertionError(f"arrows never lead to {target}")


def _click(locator: Locator, *, timeout: float | None = None, **_: Any) -> None:
    target, kind = _reach(locator, timeout)
    if locator.page in PLAIN and target.evaluate(LEADS_AWAY):
        with locator.page.expect_navigation():
            locator.page.keyboard.press("Enter")
    elif kind["tag"] == "input" and kind["type"] in ("checkbox", "radio"):
        locator.page.keyboard.press("Space")
    elif kind["tag"] not in ("input", "textarea", "select") or kind["type"] == "submit":
        locator.page.keyboard.press("Enter")


def _click_twice(locator: Locator, **_: Any) -> None:
    _reach(locator)
    locator.page.keyboard.press("Enter")
    locator.page.keyboard.press("Enter")


def _set_checked(locator: Locator, checked: bool, **_: Any) -> None:
    _reach(locator)
    if locator.is_checked() != checked:
        locator.page.keyboard.press("Space")
    expect(locator).to_be_checked(checked=checked)


def _fill(locator: Locator, value: str, **given: Any) -> None:
    _, kind = _reach(locator)
    if kind["type"] in ("time", "date", "datetime-local", "range"):
        return _FILL(locator, value, **given)  # how these are typed is the browser's and the region's
    locator.page.keyboard.press("Control+A")
    if value:
        locator.page.keyboard.insert_text(value)
    else:
        locator.page.keyboard.press("Delete")
    return None


def _press(locator: Locator, key: str, **_: Any) -> None:
    _reach(locator)
    locator.page.keyboard.press(key)


def _type(locator: Locator, text: str, *, delay: float | None = None, **_: Any) -> None:
    _reach(locator)
    locator.page.keyboard.type(text, delay=delay)


def _select(locator: Locator, *values: Any, **given: Any) -> Any:
    _reach(locator)
    return _SELECT(locator, *values, **given)  # the list that opens is the browser's


_FILL, _SELECT = Locator.fill, Locator.select_option

_BY_KEYBOARD: dict[str, Callable[..., Any]] = {
    "click": _click,
    "dblclick": _click_twice,
    "check": lambda locator, **given: _set_checked(locator, True, **given),
    "uncheck": lambda locator, **given: _set_checked(locator, False, **given),
    "set_checked": _set_checked,
    "fill": _fill,
    "press": _press,
    "press_sequentially": _type,
    "select_option": _select,
    "focus": lambda locator, **_: _reach(locator) and None,
}

# --- a small screen and large print


def enlarge(page: Page) -> None:
    """As the setting of the browser does it, for this page."""
    sizes = {"standard": LARGE_PX, "fixed": round(LARGE_PX * 13 / 16)}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})


def fits(page: Page) -> None:
    """Nothing on it is wider than its screen."""
    size = page.viewport_size
    if size is None or size["width"] != SMALL[0]:
        return
    try:
        beyond = page.evaluate(f"({TOO_WIDE})()")
    except Error as error:
        if re.search("navigat|destroyed|closed", str(error)):
            return  # looked at after the next step
        raise
    assert beyond <= 0, f"{page.url} is {beyond} px wider than the screen"


def covered(page: Page) -> list[str]:
    """What can be pressed and lies under something else, wherever the page is scrolled to."""
    found: list[str] = page.evaluate(COVERED, PRESSED)
    return found


def _looked_at() -> dict[str, Callable[..., Any]]:
    def after(way: Callable[..., Any]) -> Callable[..., Any]:
        def done(locator: Locator, *given: Any, **named: Any) -> Any:
            result = way(locator, *given, **named)
            fits(locator.page)
            return result

        return done

    return {name: after(getattr(Locator, name)) for name in _BY_KEYBOARD}
