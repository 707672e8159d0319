# Finds a Java that is new enough. To be read by the other scripts.

function Find-Java([int] $needed) {
    $candidates = @()
    if ($env:JAVA_HOME) { $candidates += Join-Path $env:JAVA_HOME 'bin\java.exe' }
    $onPath = Get-Command java -ErrorAction SilentlyContinue
    if ($onPath) { $candidates += $onPath.Source }
    foreach ($place in 'Eclipse Adoptium', 'Java', 'Microsoft', 'Zulu', 'Amazon Corretto', 'BellSoft') {
        $folder = Join-Path $env:ProgramFiles $place
        if (Test-Path $folder) {
            $candidates += Get-ChildItem $folder -Directory | ForEach-Object { Join-Path $_.FullName 'bin\java.exe' }
        }
    }
    foreach ($candidate in $candidates) {
        if (-not (Test-Path $candidate)) { continue }
        $text = (& cmd /c "`"$candidate`" -version 2>&1") -join ' '
        if ($text -match 'version "(\d+)' -and [int] $Matches[1] -ge $needed) { return $candidate }
    }
    return $null
}
