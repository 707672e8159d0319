# Starts a worker process: it runs the jobs of an Orchestrator, here or elsewhere, on a ComfyUI. Options go to the jar.
# Usage: scripts\start-worker.ps1 [--server URL] [--comfyui URL] [--token WORKER-TOKEN] [--name NAME] [--home DIR]
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
. (Join-Path $PSScriptRoot 'jar.ps1')
& $java -jar $jar worker @args
exit $LASTEXITCODE
