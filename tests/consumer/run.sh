#!/usr/bin/env bash
# Packs the libraries and builds Program.cs from the packages alone, in a directory outside the repository: with the JIT, trimmed, and ahead of time
# (net10.0 where its AOT runtime pack restores, else net9.0), warnings being errors; installs the dotnet tool. What each prints has to be the same.
# Prints "N passed, N failed, N skipped" last. Minutes of processor time.
set -uo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)

check() { # what, then the command
    echo "== $1"
    if "${@:2}" >"$work/log" 2>&1 && ! grep -qi 'warning' "$work/log"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -20 "$work/log"
        return 1
    fi
}

# Packages come from the feed and from what the machine has; nothing of ours is left in the user's cache.
publish() { # name, framework, properties
    local folder=$work/$1 target=$2
    mkdir -p "$folder" && cp tests/consumer/Program.cs tests/consumer/Consumer.csproj "$folder/"
    (cd "$folder" && dotnet publish -c Release -r linux-x64 -o "$folder/out" -v quiet -nologo "-p:ConsumerTarget=$target" "-p:ConsumerVersion=$version" \
        "-p:RestoreAdditionalProjectSources=$work/feed" "-p:RestorePackagesPath=$work/cache" "-p:RestoreFallbackFolders=${NUGET_PACKAGES:-$HOME/.nuget/packages}" "${@:3}")
}

same() { # name
    (cd "$work" && "$work/$1/out/Consumer") >"$work/$1.txt" && diff "$work/jit.txt" "$work/$1.txt"
}

linker=clang
command -v clang >/dev/null || linker=gcc
if check "pack" src/pack.sh "$work/feed"; then
    if check "build (net10.0, JIT)" publish jit net10.0 --self-contained false; then
        (cd "$work" && dotnet "$work/jit/out/Consumer.dll") | tee "$work/jit.txt"
        if check "trim (net10.0)" publish trimmed net10.0 --self-contained true -p:PublishTrimmed=true; then
            check "the trimmed program gives the same" same trimmed
        fi
        aot=net10.0
        if ! publish aot-$aot $aot -p:PublishAot=true -p:CppCompilerAndLinker=$linker >"$work/log" 2>&1 && grep -q 'NU110[1-3]' "$work/log"; then
            echo "== skipped: AOT of net10.0, whose runtime pack is not in the package source; net9.0 instead"
            skipped=$((skipped + 1))
            aot=net9.0
        fi
        # Without an instruction set an image has 128-bit vectors only.
        prefix=x86-64
        [ $aot = net10.0 ] || prefix=x86-x64
        if check "AOT ($aot)" publish aot $aot -p:PublishAot=true -p:CppCompilerAndLinker=$linker "-p:IlcInstructionSet=$prefix-v3"; then
            check "the AOT program gives the same" same aot
        fi
    fi
    if check "install the tool" dotnet tool install FastSpectra.Cli --tool-path "$work/tool" --add-source "$work/feed" --version "$version"; then
        check "run the tool" env DOTNET_ROOT="$(dirname "$(realpath "$(command -v dotnet)")")" "$work/tool/fastspectra" info
    fi
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
