#!/bin/sh
# The demonstration from an unpacked bundle, without network: nothing is installed, data go to .data beside it.
cd "$(dirname "$0")/.." || exit 1
exec .cache/node/bin/node dist/scripts/start.js
