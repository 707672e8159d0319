# Measures beside a baseline of the same run and prints a table. It wants a machine that does nothing else.
# With COMFYUI_URL set, the gaps between jobs are measured on that ComfyUI too.
param(
    [string] $Only = '',   # gpu,real,accepting,index,page; all when left out
    [string] $Jobs = '',   # 200 on the demo, 40 on a real ComfyUI
    [string] $Job = '',    # milliseconds the demo takes for each, 500
    [string] $Steps = '',  # of each picture, 2
    [string] $Size = '',   # of its sides, 128
    [string] $Model = '',  # the first checkpoint that ComfyUI lists
    [string] $Files = ''   # pictures of the gallery to index, 100000
)
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')

$options = @()
foreach ($pair in @('only', $Only), @('jobs', $Jobs), @('job', $Job), @('steps', $Steps), @('size', $Size), @('model', $Model), @('files', $Files)) {
    if ($pair[1]) { $options += "-Dbench.$($pair[0])=$($pair[1])" }
}
& mvn -q -B '-Dspotless.check.skip' '-Dtest=Bench' '-Dsurefire.failIfNoSpecifiedTests=false' @options test
exit $LASTEXITCODE
