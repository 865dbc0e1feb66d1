#!/usr/bin/env bash
# Installs the programs that make.py makes files with: Debian packages, as root, and Python packages under target/.
# Quick when they are already there.
set -euo pipefail
cd "$(dirname "$0")/../../../.."

source tests/packages.sh
need pandoc
need weasyprint
need zstd
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
install_missing

environment="${CARGO_TARGET_DIR:-target}/formats"
if ! "$environment/bin/python" -c 'import brotli, feedgen, reportlab, warcio' 2>/dev/null; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check \
        brotli==1.1.0 feedgen==1.0.0 reportlab==4.2.5 warcio==1.7.5
fi
