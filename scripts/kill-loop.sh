#!/usr/bin/env bash
# Kills Orchestrator again and again under load and looks at what is left on disk. Usage: scripts/kill-loop.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
exec mvn -q -B -Dspotless.check.skip -Dtest='KillLoopTest#nothing_is_lost*' -Dkill.rounds="${1:-200}" -Dkill.seed="${2:-$RANDOM}" \
  -Dsurefire.failIfNoSpecifiedTests=false test
