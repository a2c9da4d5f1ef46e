#!/usr/bin/env bash
# What the fixed order of sums costs a decomposition: `svd` of the program as it is and of a copy of the sources whose sums over lanes are left to
# the runtime (Vector512.Sum and so on), in turn. Besides these trees nothing in a decomposition is shaped by the promise that is not in the
# products of `-- promise`. Usage: svd-with-free-sums.sh [pairs]; prints a row for each case. Needs the .NET 10 SDK and python3 with numpy.
set -euo pipefail
root=$(cd "$(dirname "$0")/../../.." && pwd)
pairs=${1:-9}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git -C "$root" archive HEAD | tar -x -C "$work"
lanes=$work/src/FastSpectra.LinearAlgebra/Hardware
for bits in 128 256 512; do
    python3 - "$lanes/Lanes$bits.cs" "$bits" <<'EOF'
import re, sys
path, bits = sys.argv[1:]
text = open(path).read()
changed, count = re.subn(r"(public static T SumTree\(Lanes\d+<T> x\)\s*)(\{.*?\n    \}|=>[^;]*;)", rf"\1=> Vector{bits}.Sum(x.V);", text, count=1, flags=re.S)
assert count == 1, f"no SumTree in {path}"
open(path, "w").write(changed)
EOF
done
: >"$work/src/BannedSymbols.txt"
dotnet build "$work/src/FastSpectra.Cli" -c Release -v q -nologo >&2
dotnet build "$root/src/FastSpectra.Cli" -c Release -v q -nologo >&2

PYTHON=python3
/usr/bin/python3 -c 'import numpy' 2>/dev/null && PYTHON=/usr/bin/python3
"$PYTHON" - "$root" "$work" "$pairs" <<'EOF'
import json, statistics, subprocess, sys
import numpy
root, work, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
random = numpy.random.default_rng(1)
program = "src/FastSpectra.Cli/bin/Release/net10.0/FastSpectra.Cli.dll"

def seconds(where, file, vectors):
    command = ["dotnet", f"{where}/{program}", "svd", file, "--repeat", "12", "--threads", "1", "--json", "--quiet"] + vectors
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["seconds"]

print("| what | free variant | threads | ours | free | cost | quartiles | pairs |")
print("|---|---|---|---|---|---|---|---|")
for dtype, name in (("f4", "Single"), ("f8", "Double")):
    file = f"{work}/{name}.npy"
    numpy.save(file, random.standard_normal((1500, 1000)).astype(dtype))
    for what, options in (("singular values", []), ("U, S, V", ["--vectors", "--out", f"{work}/usv.safetensors"])):
        ours, free = [], []
        for pair in range(pairs):
            for where, times in ((root, ours), (work, free)) if pair % 2 == 0 else ((work, free), (root, ours)):
                times.append(seconds(where, file, options))
        ratios = [100 * (a / b - 1) for a, b in zip(ours, free)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"| {what} {name} 1500x1000 | sums over lanes left to the runtime | 1 | {1e3 * statistics.median(ours):.1f} ms | {1e3 * statistics.median(free):.1f} ms "
              f"| {middle:+.1f} % | {low:.1f} ... {high:+.1f} % | {pairs} |", flush=True)
EOF
