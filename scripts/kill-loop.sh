#!/usr/bin/env bash
# Kills Orchestrator again and again under load, strikes the ComfyUI beside it, and looks at what is left.
# Usage: scripts/kill-loop.sh [rounds] [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
exec mvn -q -B -Dspotless.check.skip -Dtest='KillLoopTest#nothing_is_lost*' -Dkill.rounds="${1:-200}" -Dkill.seed="${2:-$RANDOM}" \
  -Dsurefire.failIfNoSpecifiedTests=false test
