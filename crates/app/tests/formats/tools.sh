#!/usr/bin/env bash
# Installs the programs that make.py makes files with: Debian packages, as root, and Python packages under target/.
# Quick when they are already there.
set -euo pipefail
cd "$(dirname "$0")/../../../.."

missing=()
for tool in pandoc weasyprint zstd; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
    if ((EUID != 0)); then
        printf 'not installed: %s; install them with the package manager\n' "${missing[*]}" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
fi

environment="${CARGO_TARGET_DIR:-target}/formats"
if ! "$environment/bin/python" -c 'import brotli, feedgen, reportlab, warcio' 2>/dev/null; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check \
        brotli==1.1.0 feedgen==1.0.0 reportlab==4.2.5 warcio==1.7.5
fi
