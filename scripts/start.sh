#!/usr/bin/env bash
# Starts Orchestrator: finds a Java 25, builds the jar when there is none, opens the page. Options go to the jar.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/jar.sh

open_page() {
  [ -t 1 ] && [ -z "${ORCHESTRATOR_NO_BROWSER:-}" ] || return 0
  case "$(uname -s)" in
    Darwin) open "$1" ;;
    *) if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && command -v xdg-open >/dev/null; then xdg-open "$1" >/dev/null 2>&1 & fi ;;
  esac
}

# The jar becomes this shell's child, so that its line can be seen and Ctrl+C reaches it.
exec 3>&1
"$java" -jar "$jar" "$@" > >(while IFS= read -r line; do
  printf '%s\n' "$line" >&3
  case "$line" in "Orchestrator is ready at "*) open_page "${line#Orchestrator is ready at }" ;; esac
done) &
child=$!
trap 'kill -TERM $child 2>/dev/null' INT TERM
status=0
wait "$child" || status=$?
# A trapped signal ends the first wait early.
if kill -0 "$child" 2>/dev/null; then status=0; wait "$child" || status=$?; fi
exit "$status"
