#!/bin/sh
# Debian's chromium and a CJK font for the browser tests; says what to do where it may not install them.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
fc-list ':lang=zh' 2>/dev/null | grep -q . || missing="$missing fonts-wqy-zenhei fontconfig"
[ -z "$missing" ] && exit 0
echo "Installing for the browser tests:$missing"
if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else
    echo "The browser tests need:$missing. Ask an administrator to run: apt-get install$missing" >&2
    echo "Or leave them out: TESSERA_SKIP_BROWSER=1 make test" >&2
    [ -n "${TESSERA_SKIP_BROWSER:-}" ] && exit 0
    exit 1
fi
$as apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends $missing >/dev/null
