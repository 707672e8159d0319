#!/usr/bin/env bash
# Starts a worker process: it runs the jobs of an Orchestrator, here or elsewhere, on a ComfyUI. Options go to the jar.
# Usage: scripts/start-worker.sh [--server URL] [--comfyui URL] [--token WORKER-TOKEN] [--name NAME] [--home DIR]
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/jar.sh
exec "$java" -jar "$jar" worker "$@"
