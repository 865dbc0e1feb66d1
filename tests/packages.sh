# Programs that tests need beside cargo: which of them are missing, and how they come. To be sourced, after `set -e`.

missing=()

# need PROGRAM [PACKAGE]: notes the Debian package of a program that is not there.
need() {
    command -v "$1" >/dev/null || missing+=("${2:-$1}")
}

# Installs what was noted: as root on Debian. Anywhere else it tells what is missing, and ends.
install_missing() {
    ((${#missing[@]})) || return 0
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        printf '%s: not installed: %s\n' "$0" "${missing[*]}" >&2
        printf 'These are names of Debian packages: install them with the package manager, or run this as root on Debian.\n' >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}
