#!/usr/bin/env bash
# Publishes what needs no .NET runtime, x86-64 Linux only:
#   native/publish.sh            artifacts/publish/fastspectra: the program, one file for AVX2 and for AVX-512 (native/launcher)
#   native/publish.sh library    artifacts/publish/lib: libfastspectra.so with the C interface, beside it an image for each level,
#                                and artifacts/publish/include/fastspectra.h
# Both are compiled once per instruction-set level, because an image cannot choose at run time. Targets net10.0 where its AOT runtime pack
# restores, else net9.0, and says which. Needs the .NET 10 SDK and clang or gcc with binutils. Everything is built under artifacts/native,
# apart from the ordinary build.
set -euo pipefail
cd "$(dirname "$0")/.."

what=${1:-program}
case $what in
    program) project=src/FastSpectra.Cli/FastSpectra.Cli.csproj ;;
    library) project=native/FastSpectra.Native/FastSpectra.Native.csproj ;;
    *) echo "usage: native/publish.sh [program | library]" >&2 && exit 2 ;;
esac

build=$PWD/artifacts/native/$what
publish=$PWD/artifacts/publish
compiler=clang
command -v clang >/dev/null || compiler=gcc
command -v "$compiler" >/dev/null || { echo "neither clang nor gcc is installed: one of them has to link what is published" >&2; exit 1; }
mkdir -p "$build" "$publish"

settings() { # framework: the arguments that restore and publish must share
    printf '%s\n' -r linux-x64 -p:NativeAot=true "-p:FastSpectraTarget=$1" "-p:ArtifactsPath=$build/$1" "-p:CppCompilerAndLinker=$compiler"
}

restores() { # framework
    mapfile -t arguments < <(settings "$1")
    dotnet restore "$project" "${arguments[@]}" -v quiet >"$build/restore-$1.log" 2>&1
}

if restores net10.0; then
    framework=net10.0
    prefix=x86-64
elif grep -q 'NU110[1-3]' "$build/restore-net10.0.log" && restores net9.0; then
    framework=net9.0
    prefix=x86-x64 # as ILCompiler 9 spells it
    echo "net10.0: its AOT runtime pack is not in the package source; net9.0 instead"
else
    cat "$build"/restore-net*.log >&2
    exit 1
fi

compile() { # level: leaves the image in $build/$framework/$level/publish
    local image=$build/$framework/$1/
    rm -rf "${image}bin" # linked anew: the launcher may have changed
    dotnet publish "$project" -c Release --no-restore "${arguments[@]}" "-p:IlcInstructionSet=$prefix-$1" "-p:Launcher=$build/launch.o" \
        "-p:NativeIntermediateOutputPath=${image}obj/" "-p:NativeOutputPath=${image}bin/" -o "${image}publish" -v quiet -nologo
}

c() { # arguments of the C compiler
    "$compiler" -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC "$@"
}

if [ "$what" = program ]; then
    c -c native/launcher/launch.c -o "$build/launch.o"
    c native/launcher/pack.c -o "$build/pack"
    compile v3
    compile v4
    "$build/pack" "$build/$framework/v4/publish/FastSpectra.Cli" "$build/$framework/v3/publish/FastSpectra.Cli" "$publish/fastspectra"
    chmod +x "$publish/fastspectra"
    echo "artifacts/publish/fastspectra: Native AOT, $framework, x86-64-v3 and v4, $(stat -c %s "$publish/fastspectra") bytes"
else
    mkdir -p "$publish/lib" "$publish/include"
    c -fvisibility=hidden -shared -Inative/include native/launcher/library.c -o "$publish/lib/libfastspectra.so" -Wl,-soname,libfastspectra.so -ldl
    cp native/include/fastspectra.h "$publish/include/"
    for level in v3 v4; do
        compile "$level"
        cp "$build/$framework/$level/publish/FastSpectra.Native.so" "$publish/lib/libfastspectra-$level.so"
        echo "artifacts/publish/lib/libfastspectra-$level.so: Native AOT, $framework, $(stat -c %s "$publish/lib/libfastspectra-$level.so") bytes"
    done
fi
