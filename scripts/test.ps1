# Runs every test, browser tests included, where Chrome, Edge or Chromium is found; says plainly what it left out.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')
. (Join-Path $PSScriptRoot 'java.ps1')

$java = Find-Java 25
if (-not $java) { [Console]::Error.WriteLine('The tests need a JDK 25. Install it with: winget install EclipseAdoptium.Temurin.25.JDK'); exit 2 }
if (-not (Get-Command mvn -ErrorAction SilentlyContinue)) { [Console]::Error.WriteLine('The tests need Maven 3.6.3 or newer.'); exit 2 }

$browsers = @($env:CHROMIUM, "$env:ProgramFiles\Google\Chrome\Application\chrome.exe",
    "${env:ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe") | Where-Object { $_ -and (Test-Path $_) }
$leftOut = ''
if ($browsers) { $env:CHROMIUM = @($browsers)[0] } else {
    $leftOut = 'browser'
    Write-Warning 'LEFT OUT: the browser tests, because no Chrome, Edge or Chromium was found.'
}
$env:PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = '1'
$env:JAVA_HOME = Split-Path (Split-Path $java)
# Most tests wait for a picture, a browser or a clock: two at once take little longer than one.
& mvn -B --no-transfer-progress '-Dtests.forks=2' '-Dsurefire.rerunFailingTestsCount=1' "-Dtests.excluded=$leftOut" @args verify
exit $LASTEXITCODE
