#!/usr/bin/env bash
# The published program beside the JIT build, interleaved: singular values (best of --repeat, as svd --json reports) and the training phase of the main
# experiment (ten steps, nearly all of it products). One line per case: seconds JIT, seconds native, ratio; above 1 the native one is faster.
# Arguments: rounds (default 3). Needs native/publish.sh and a build of src/FastSpectra.Cli; NumPy's python3 writes the matrices (PYTHON names it).
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jit() { dotnet src/FastSpectra.Cli/bin/Release/net10.0/FastSpectra.Cli.dll "$@"; }
native() { artifacts/publish/fastspectra "$@"; }

"${PYTHON:-/usr/bin/python3}" - "$work" <<'PYTHON'
import sys, numpy
for name, m, n, t in (("f1000", 1500, 1000, "f4"), ("d700", 700, 700, "f8")):
    numpy.save(f"{sys.argv[1]}/{name}.npy", numpy.random.default_rng(1).standard_normal((m, n)).astype(t))
PYTHON

svd() { # program, file, options
    "$1" svd "$work/$2.npy" --threads 1 --repeat 8 --json "${@:3}" | sed -n 's/.*"seconds": *\([0-9.eE-]*\).*/\1/p'
}

train() { # program
    "$1" run configs/main.yml --threads 1 --quiet --out "$work/run-$1" >/dev/null
    sed -n 's/.*"training": *\([0-9.eE-]*\).*/\1/p' "$work/run-$1/run.json" | head -1
}

for level in 512 256; do
    export FASTSPECTRA_SIMD=$level
    for case in "svd f1000" "svd d700" "svd f1000 --vectors --out $work/usv.safetensors" train; do
        for ((i = 0; i < rounds; i++)); do
            for program in jit native; do
                # shellcheck disable=SC2086
                set -- $case
                echo "$program $("$1" $program "${@:2}")"
            done
        done | sort -k2,2g | awk -v what="${case%% --out*}" -v level=$level '
            !($1 in best) { best[$1] = $2 }
            END { printf "%s bits, %s: JIT %.4f s, native %.4f s, ratio %.3f\n", level, what, best["jit"], best["native"], best["jit"] / best["native"] }'
    done
done
