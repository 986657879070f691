"""How long a phone waits on a slow network: a wall of sixty topics as HTML, and live, in a real browser."""

import asyncio
import os
import statistics

from playwright.sync_api import Browser, sync_playwright

from bench.camp import Served, serving
from bench.table import show
from edcamp.demo.phone import Phone
from edcamp.demo.topics import TOPICS
from edcamp.doctor import chromium

ROUNDS = 7
PROPOSERS = 6
LATENCY_MS = 400
BYTES_PER_S = 50 * 1024
HTML_BUDGET_MS = 1_000
LIVE_BUDGET_MS = 2_500


def main() -> None:
    program = chromium()
    if program is None:
        raise SystemExit("This table needs Chromium: make test-tools")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with serving() as served:
        asyncio.run(_fill(served))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=arguments)
            rows = [_row(browser, served, transport) for transport in ("websocket", "stream", "poll")]
            browser.close()
    show(
        f"A wall of {len(TOPICS)} topics at {LATENCY_MS} ms and {BYTES_PER_S // 1024} KB/s, medians of {ROUNDS}",
        ("transport", "usable as HTML ms", "budget", "live ms", "budget"),
        rows,
        "Joined before, nothing cached. Usable: all of the HTML is there, and painted.\n"
        "Live: connected, in step, and painted by the program.",
    )


async def _fill(served: Served) -> None:
    phones = [Phone(served.join) for _ in range(PROPOSERS)]
    for number, phone in enumerate(phones):
        await phone.join(f"Proposer {number}")
        await phone.connect()
    for number, topic in enumerate(TOPICS):
        command = {
            "do": "propose-topic",
            "topic": f"t{number}",
            "kind": str(topic.kind),
            "title": topic.title,
            "description": topic.description,
            "tags": topic.tags,
            "needs": topic.needs,
        }
        answer = await phones[number % PROPOSERS].ask(command)
        assert answer["ok"], answer
    for phone in phones:
        await phone.close()


def _row(browser: Browser, served: Served, transport: str) -> tuple[object, ...]:
    measured = [_load(browser, served, transport) for _ in range(ROUNDS)]
    html, live = (statistics.median(times) for times in zip(*measured, strict=True))
    return transport, f"{html:.0f}", HTML_BUDGET_MS, f"{live:.0f}", LIVE_BUDGET_MS


WATCH = """
new MutationObserver((_, observer) => {
  if (document.querySelector("#link-status[data-state=live]")) {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { document.body.dataset.live = performance.now(); }));
  }
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
"""
"""Notes when what the program drew was painted; asking from outside until it is would add the time of asking."""

TIMES = """() => {
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const [page] = performance.getEntriesByType("navigation");
  return [Math.max(paint.startTime, page.responseEnd), Number(document.body.dataset.live)];
}"""


def _load(browser: Browser, served: Served, transport: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    page.add_init_script(WATCH)
    page.request.post(f"{served.join}/join", form={"name": "Slow"}, headers={"Origin": served.url}, max_redirects=0)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_S,
            "uploadThroughput": BYTES_PER_S,
        },
    )
    page.goto(f"{served.join}/?transport={transport}", wait_until="commit")
    page.wait_for_selector("body[data-live]", timeout=30_000, state="attached")
    html, live = page.evaluate(TIMES)
    context.close()
    return html, live


if __name__ == "__main__":
    main()
