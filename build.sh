#!/usr/bin/env bash
# Builds and tests everything: what a developer runs before a commit, and what CI calls.
set -euo pipefail
cd "$(dirname "$0")"
dotnet build MlOpsDashboard.sln --nologo -v minimal
dotnet test --solution MlOpsDashboard.sln --no-build "$@"
