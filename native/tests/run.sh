#!/usr/bin/env bash
# Tests the published library (native/publish.sh library) from C and from Python, and prints "N passed, N failed, N skipped" last.
# Needs gcc and a Python with NumPy and SciPy (PYTHON names it; default /usr/bin/python3); qemu-x86_64-static and PyTorch where they are.
set -uo pipefail
cd "$(dirname "$0")/../.."

python=${PYTHON:-/usr/bin/python3}
library=$PWD/artifacts/publish/lib
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

count() { # "... N passed, N failed" of a C run, or that it ended otherwise
    local line
    line=$(grep -o '[0-9]* passed, [0-9]* failed' "$1" | tail -1)
    if [ -n "$line" ]; then
        passed=$((passed + ${line%% *})) && line=${line#*, } && failed=$((failed + ${line%% *}))
    else
        failed=$((failed + 1))
    fi
}

expect() { # what, then the exit code and a text that the rest, a command, has to give
    local code text
    text=$("${@:4}" 2>&1)
    code=$?
    if [ "$code" -eq "$2" ] && [[ $text == *"$3"* ]]; then
        passed=$((passed + 1))
    else
        echo "$1: exit code $code, expected $2 and '$3': $text"
        failed=$((failed + 1))
    fi
}

echo "== one program for several processors"
cat >"$work/name.c" <<'C'
#include <stdio.h>
long none(long number, ...) /* in place of syscall, where memory is to be refused */
{
    return number - number - 1;
}
int main(int count, char **arguments)
{
    printf("%s %s\n", NAME, count > 1 ? arguments[1] : "");
    return 7;
}
C
gcc -O2 -Wall -Wextra -Werror native/launcher/pack.c -o "$work/pack"
for name in base carried; do
    gcc -std=gnu11 -O2 -Wall -Wextra -Werror "-DNAME=\"$name\"" "$work/name.c" native/launcher/launch.c -o "$work/$name"
done
expect "pack" 0 bytes "$work/pack" "$work/base" "$work/carried" "$work/one" && chmod +x "$work/one"
cp "$work/one" "$work/damaged" && printf '\377' | dd of="$work/damaged" bs=1 seek=$(($(stat -c %s "$work/one") - 24)) conv=notrunc status=none
if command -v qemu-x86_64-static >/dev/null; then
    expect "AVX2" 7 "carried x" qemu-x86_64-static -cpu Haswell "$work/one" x
    expect "no AVX" 126 "needs a processor with AVX2" qemu-x86_64-static -cpu Nehalem "$work/one" x
    expect "damaged" 126 "damaged" qemu-x86_64-static -cpu Haswell "$work/damaged" x
    gcc -std=gnu11 -O2 -Wall -Wextra -Werror -DNAME='"base"' -Dsyscall=none "$work/name.c" native/launcher/launch.c -o "$work/nomemory"
    "$work/pack" "$work/nomemory" "$work/carried" "$work/one" >/dev/null
    expect "no program in memory" 7 "carried x" qemu-x86_64-static -cpu Haswell "$work/one" x
    TMPDIR=/nowhere expect "no program anywhere" 126 "TMPDIR" qemu-x86_64-static -cpu Haswell "$work/one" x
else
    echo "skipped: qemu-x86_64-static is not installed"
    skipped=$((skipped + 1))
fi

if ! gcc -std=gnu11 -O1 -g -Wall -Wextra -Werror -Inative/include native/tests/fastspectra_test.c -o "$work/test" "-L$library" -lfastspectra "-Wl,-rpath,$library" -lm -pthread; then
    failed=$((failed + 1))
else
    for simd in 512 256 scalar; do
        echo "== C, FASTSPECTRA_SIMD=$simd"
        FASTSPECTRA_SIMD=$simd "$work/test" | tee "$work/c"
        count "$work/c"
    done
    # Frees, copies and the test's own accesses are checked; the library's writes end at guard pages. Not valgrind: the .NET runtime aborts in it at start.
    echo "== C under the address and undefined-behaviour sanitizers"
    if gcc -std=gnu11 -O1 -g -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=undefined -Inative/include native/tests/fastspectra_test.c \
        -o "$work/sanitized" "-L$library" -lfastspectra "-Wl,-rpath,$library" -lm -pthread; then
        ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0 "$work/sanitized" >"$work/c" 2>"$work/errors" || head -40 "$work/errors"
        cat "$work/c"
        count "$work/c"
    else
        failed=$((failed + 1))
    fi
fi

echo "== the code on docs/c.md"
code() { # page, language: its blocks of code, one after the other
    sed -n "/^\`\`\`$2\$/,/^\`\`\`\$/p" "$1" | grep -v '^```'
}
code docs/c.md c >"$work/program.c"
if gcc -Wall -Wextra -Werror "$work/program.c" -Iartifacts/publish/include "-L$library" -lfastspectra "-Wl,-rpath,$library" -o "$work/program" && "$work/program"; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
fi

echo "== Python"
# From the wheel, so that what is tested is what is shipped.
if wheel=$("$python" native/python/build_backend.py "$work") && "$python" -c "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])" "$wheel" "$work/site"; then
    PYTHONPATH=$work/site "$python" -m unittest discover -v -s native/python/tests >"$work/p" 2>&1
    cat "$work/p"
    ran=$(sed -n 's/^Ran \([0-9]*\) test.*/\1/p' "$work/p")
    bad=$(sed -n 's/^FAILED.*/&/p' "$work/p" | grep -o '\(failures\|errors\)=[0-9]*' | sed 's/.*=//' | awk '{ s += $1 } END { print s + 0 }')
    left=$(grep -o 'skipped=[0-9]*' "$work/p" | sed 's/.*=//' | tail -1)
    if [ "${ran:-0}" -eq 0 ]; then
        bad=1
        ran=1
    fi
    passed=$((passed + ran - bad - ${left:-0})) failed=$((failed + bad)) skipped=$((skipped + ${left:-0}))

    for page in python monitoring; do
        echo "== the code on docs/$page.md"
        code docs/$page.md python >"$work/$page.py"
        if [ $page = monitoring ] && ! "$python" -c 'import torch' 2>/dev/null; then
            echo "skipped: PyTorch is not installed"
            skipped=$((skipped + 1))
        elif (cd "$work" && PYTHONPATH=$work/site "$python" "$page.py"); then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
else
    failed=$((failed + 1))
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
