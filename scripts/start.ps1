# Starts Orchestrator: finds a Java 25, builds the jar when there is none, opens the page. Options go to the jar.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
. (Join-Path $PSScriptRoot 'jar.ps1')

# The jar writes one line when it is ready; the rest goes through as it is.
& $java -jar $jar @args | ForEach-Object {
    Write-Host $_
    if ($_ -match '^Orchestrator is ready at (.+)$' -and -not $env:ORCHESTRATOR_NO_BROWSER) { Start-Process $Matches[1] }
}
exit $LASTEXITCODE
