#!/usr/bin/env bash
# Runs the tests of the page in a browser, against the program that `cargo test` or `cargo build` left in target/debug.
# Installs what is missing: Debian packages, as root, and Node packages under target/. With `screenshots`, takes pictures
# of every view into target/screenshots instead; with `screenshots readme` only those of README.
set -euo pipefail
cd "$(dirname "$0")/../../../.."
here=crates/page/tests/browser

source tests/packages.sh
need chromium
need node nodejs
need npm
# Without these, signs of other scripts are boxes in the pictures.
if command -v fc-list >/dev/null && [[ -z "$(fc-list :lang=he)" ]]; then
    missing+=(fonts-dejavu-core)
fi
install_missing

modules="${CARGO_TARGET_DIR:-target}/browser"
if ! cmp --silent "$here/package-lock.json" "$modules/installed.json"; then
    mkdir -p "$modules"
    cp "$here/package.json" "$here/package-lock.json" "$modules/"
    npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund --loglevel=error
    cp "$here/package-lock.json" "$modules/installed.json"
fi

if [[ "${1:-}" == screenshots ]]; then
    exec node "$here/screenshots.mjs" "${@:2}"
fi
exec node --test "$here/all.test.mjs"
