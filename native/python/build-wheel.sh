#!/usr/bin/env bash
# Builds artifacts/publish/fastspectra-VERSION-py3-none-linux_x86_64.whl with the libraries in it; publishes them first where they are missing.
# Needs Python 3.9 or later; "pip install" of the wheel needs no network but for numpy.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -f artifacts/publish/lib/libfastspectra-v4.so ] || native/publish.sh library
"${PYTHON:-python3}" native/python/build_backend.py artifacts/publish
