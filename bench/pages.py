"""How long a phone waits on a slow network: the wall as HTML, and live, in a real browser."""

import os
import shutil
import statistics

from playwright.sync_api import Browser, sync_playwright

from bench.camp import Served, serving
from bench.table import show

ROUNDS = 5
LATENCY_MS = 400
BYTES_PER_S = 50 * 1024
HTML_BUDGET_MS = 1_000
LIVE_BUDGET_MS = 2_500


def main() -> None:
    chromium = os.environ.get("EDCAMP_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise SystemExit("This table needs Chromium: make test-tools")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with serving() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        rows = [_row(browser, served, transport) for transport in ("websocket", "stream", "poll")]
        browser.close()
    show(
        f"The wall on a slow network ({LATENCY_MS} ms round trip, {BYTES_PER_S // 1024} KB/s), medians of {ROUNDS}",
        ("transport", "usable as HTML ms", "budget", "live ms", "budget"),
        rows,
        "Joined before, nothing cached. Usable: the HTML can be read and its forms sent. Live: connected and in step.",
    )


def _row(browser: Browser, served: Served, transport: str) -> tuple[object, ...]:
    measured = [_load(browser, served, transport) for _ in range(ROUNDS)]
    html, live = (statistics.median(times) for times in zip(*measured, strict=True))
    return transport, f"{html:.0f}", HTML_BUDGET_MS, f"{live:.0f}", LIVE_BUDGET_MS


def _load(browser: Browser, served: Served, transport: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
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
    page.wait_for_selector("#link-status[data-state=live]", timeout=30_000, state="attached")
    live, html = page.evaluate(
        "() => [performance.now(), performance.getEntriesByType('paint')"
        ".find((e) => e.name === 'first-contentful-paint')?.startTime ?? performance.now()]"
    )
    context.close()
    return html, live


if __name__ == "__main__":
    main()
