@echo off
rem Starts Orchestrator on Windows; a double click works. The policy holds for this one process only.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0start.ps1" %*
if errorlevel 1 pause
