#!/usr/bin/env bash
# Measures beside a baseline of the same run and prints a table. It wants a machine that does nothing else.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'END'
Usage: scripts/bench.sh [options]
  --only gpu,real,accepting,index,page   which benchmarks (default: all; real only with COMFYUI_URL)
  --jobs N     jobs through Orchestrator and straight into ComfyUI (default: 200 on the demo, 40 on a real one)
  --job MS     how long the demo takes for each (default: 500)
  --steps N    steps of each picture (default: 2)
  --size PX    its sides (default: 128)
  --model M    such as checkpoints/a.safetensors (default: the first checkpoint that ComfyUI lists)
  --files N    pictures of the gallery to index (default: 100000)
With COMFYUI_URL set, the gaps between jobs are measured on that ComfyUI too.
END
}

options=()
while [ $# -gt 0 ]; do
  case "$1" in
    --only | --jobs | --job | --steps | --size | --model | --files)
      [ $# -gt 1 ] || { usage >&2; exit 2; }
      options+=("-Dbench.${1#--}=$2")
      shift 2
      ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
done

exec mvn -q -B -Dspotless.check.skip -Dtest=Bench -Dsurefire.failIfNoSpecifiedTests=false ${options[@]+"${options[@]}"} test
