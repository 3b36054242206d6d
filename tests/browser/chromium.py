"""Chromium: find it or install it, and start it the same way everywhere. `python -m tests.browser.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

#: The first one has no window to draw its own buttons in, which takes a sixth of all time; Playwright's own has none, too.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_FONTS = Path("/usr/share/fonts/opentype/noto")
_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: For a page that lives for seconds: to compile its scripts once more, and better, takes a fifth of them and never pays.
HURRIED = "--js-flags=--no-opt --no-maglev"


def executable() -> str | None:
    """The system's Chromium; None leaves it to Playwright's own download."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Start Chromium without a window, with `arguments` of its own on top of ours."""
    return playwright.chromium.launch(executable_path=executable(), args=[*_ARGS, *arguments])


def _works() -> bool:
    """A page opens."""
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright)
            browser.new_page().goto("about:blank")
            browser.close()
    except Exception as error:  # whatever keeps it from starting, the next way in is tried
        print(f"Chromium does not start: {str(error).splitlines()[0]}", file=sys.stderr)
        return False
    return True


def _install() -> None:
    """Debian's package when root and apt exist, else Playwright's own download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium", "chromium-headless-shell", "fonts-noto-cjk"], check=False
        )
    if executable() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """0 when a page opens, after installing if need be; else 1 and a sentence."""
    debian = shutil.which("apt-get") and os.geteuid() == 0
    if (executable() and (not debian or _FONTS.exists()) and _works()) or (_install() or _works()):
        return 0
    print(
        "No Chromium for the browser tests. Install it (Debian: apt-get install chromium fonts-noto-cjk; elsewhere: "
        ".venv/bin/playwright install chromium) and run the command again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
