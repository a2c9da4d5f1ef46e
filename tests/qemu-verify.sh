#!/usr/bin/env bash
# Recomputes the golden workloads on processors that this machine is not, by emulation in user mode: one with AVX2 and FMA but no AVX-512,
# one with SSE only, where fused multiply-add is emulated exactly. Needs qemu-x86_64-static (Debian: qemu-user-static, 7.2 or later for
# AVX2) and the .NET 10 runtime; x86-64 only. Minutes, because everything is emulated. Arguments go to verify, such as --full.
set -euo pipefail
cd "$(dirname "$0")/.."

program=src/FastSpectra.Cli/bin/Release/net10.0/FastSpectra.Cli.dll
root=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App 10.*\[\(.*\)\/shared\/.*$/\1/p' | tail -1)
host=$root/dotnet # the program itself: a wrapper script cannot be emulated
[ -f "$program" ] || dotnet build src/FastSpectra.Cli -c Release -v quiet

emulate() { # processor, level that must be in use, then the program's arguments
    local processor=$1 level=$2
    shift 2
    echo "== $processor"
    if ! qemu-x86_64-static -cpu "$processor" "$host" "$program" info --json 2>/dev/null | grep -q "\"level\": *\"$level\""; then
        echo "$processor does not run at level $level" >&2
        exit 1
    fi

    qemu-x86_64-static -cpu "$processor" "$host" "$program" verify --widest --quiet "$@" 2> >(grep -v '^qemu-' >&2)
}

emulate Haswell Vector256 "$@"
emulate Nehalem Scalar "$@"
