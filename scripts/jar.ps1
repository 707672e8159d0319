# Finds a Java that is new enough and the jar, built when there is none: $java and $jar. To be read by the start scripts.

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
