#!/usr/bin/env bash
# Starts a worker process: it runs the jobs of an Orchestrator, here or elsewhere, on a ComfyUI. Options go to the jar.
# Usage: scripts/start-worker.sh [--server URL] [--comfyui URL] [--token WORKER-TOKEN] [--name NAME] [--home DIR]
set -euo pipefail
cd "$(dirname "$0")/.."
needed=25

. scripts/java.sh
java=$(find_java "$needed") || {
  echo "Orchestrator needs Java $needed. Install it with: $(install_hint "$needed")" >&2
  exit 2
}

jar=target/orchestrator.jar
if [ ! -f "$jar" ]; then
  command -v mvn >/dev/null || { echo "The jar is not built yet. Install Maven, then start again." >&2; exit 2; }
  echo "Building $jar, once..."
  JAVA_HOME=$(dirname "$(dirname "$java")") mvn -q -B -DskipTests -Dspotless.check.skip package
fi
exec "$java" -jar "$jar" worker "$@"
