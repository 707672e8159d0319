# Starts Orchestrator: finds a Java 25, builds the jar when there is none, opens the page. Options go to the jar.
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

# The jar writes one line when it is ready; the rest goes through as it is.
& $java -jar $jar @args | ForEach-Object {
    Write-Host $_
    if ($_ -match '^Orchestrator is ready at (.+)$' -and -not $env:ORCHESTRATOR_NO_BROWSER) { Start-Process $Matches[1] }
}
exit $LASTEXITCODE
