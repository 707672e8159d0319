#!/usr/bin/env bash
# Kills Orchestrator again and again under load, strikes the ComfyUI beside it, and looks at what is left.
# With --workers: a server that lends its jobs to two worker processes, all three of them killed.
# Usage: scripts/kill-loop.sh [--workers] [rounds] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
loop='KillLoopTest#nothing_is_lost*'
if [ "${1:-}" = --workers ]; then
  loop='CrewKillLoopTest'
  shift
fi
exec mvn -q -B -Dspotless.check.skip -Dtest="$loop" -Dkill.rounds="${1:-200}" -Dkill.seed="${2:-$RANDOM}" \
  -Dsurefire.failIfNoSpecifiedTests=false test
