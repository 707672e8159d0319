# Starts a worker process: it runs the jobs of an Orchestrator, here or elsewhere, on a ComfyUI. Options go to the jar.
# Usage: scripts\start-worker.ps1 [--server URL] [--comfyui URL] [--token WORKER-TOKEN] [--name NAME] [--home DIR]
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
. (Join-Path $PSScriptRoot 'java.ps1')
$needed = 25

$java = Find-Java $needed
if (-not $java) {
    [Console]::Error.WriteLine("Orchestrator needs Java $needed. Install it with: winget install EclipseAdoptium.Temurin.$needed.JDK")
    exit 2
}

$jar = 'target\orchestrator.jar'
if (-not (Test-Path $jar)) {
    if (-not (Get-Command mvn -ErrorAction SilentlyContinue)) {
        [Console]::Error.WriteLine('The jar is not built yet. Install Maven, then start again.')
        exit 2
    }
    Write-Host "Building $jar, once..."
    $env:JAVA_HOME = Split-Path (Split-Path $java)
    & mvn -q -B -DskipTests '-Dspotless.check.skip' package
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
& $java -jar $jar worker @args
exit $LASTEXITCODE
