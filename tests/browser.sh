#!/bin/sh
# Sees to it that the browser tests find a Chromium and a Chinese font: sh tests/browser.sh .venv/bin
# What is there already is used; what can be installed is. Without any, the browser tests are skipped.
bin=${1:-.venv/bin}

browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    "$bin/python" -c '
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
    print(path)
    sys.exit(not Path(path).is_file())' 2>/dev/null
}

chinese() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh)" ]; }

# Debian and Ubuntu, as root. On Ubuntu the package chromium is only a snap: what counts is what is there afterwards.
apt() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    echo "browser tests: installing $*"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } </dev/null >/dev/null 2>&1
}

# Playwright's own build; the libraries under it only as root, for otherwise it would ask for a password.
own() {
    echo "browser tests: trying playwright install${1:+ $1}"
    "$bin/playwright" install "$@" chromium </dev/null >/dev/null 2>&1
}

browser >/dev/null || apt chromium fonts-noto-cjk
browser >/dev/null || { [ "$(id -u)" = 0 ] && own --with-deps; } || own
chinese || apt fonts-noto-cjk

if found=$(browser); then
    echo "browser tests: $found"
else
    echo "browser tests: no Chromium here and none could be installed, so they will be skipped (but never in CI)"
fi
exit 0
