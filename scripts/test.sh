#!/usr/bin/env bash
# Runs every test, browser tests included. It installs Chromium where it can and says plainly what it had to leave out.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/java.sh
java=$(find_java 25) || { echo "The tests need a JDK 25. Install it with: $(install_hint 25)" >&2; exit 2; }
command -v mvn >/dev/null || { echo "The tests need Maven 3.6.3 or newer." >&2; exit 2; }

find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

if ! chromium=$(find_chromium) && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests..."
  as_root apt-get update -qq >/dev/null 2>&1 || true
  as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 || true
  chromium=$(find_chromium) || true
fi

left_out=
if [ -z "${chromium:-}" ]; then
  left_out=browser
  echo "LEFT OUT: the browser tests, because no Chromium was found and none could be installed." >&2
fi

export CHROMIUM="${chromium:-}" PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$java")")")
export JAVA_HOME
# Most tests wait for a picture, a browser or a clock: two at once take little longer than one. What fails on a machine
# that is too busy for them is run once more; what passes only then is told as a flake.
mvn -B --no-transfer-progress -Dtests.forks=2 -Dsurefire.rerunFailingTestsCount=1 -Dtests.excluded="$left_out" "$@" verify

[ -z "$left_out" ] || echo "LEFT OUT: the browser tests (see above)." >&2
