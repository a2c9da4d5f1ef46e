#!/usr/bin/env bash
# Publishes the Native AOT program, one image per instruction-set level, because an image cannot choose at run time:
#   artifacts/publish/fastspectra       x86-64-v3: AVX2 and FMA, any x86-64 processor since about 2015
#   artifacts/publish/fastspectra-v4    x86-64-v4: AVX-512
# Targets net10.0 where its AOT runtime pack restores, else net9.0, and says which. Needs the .NET 10 SDK and clang or gcc with
# binutils; x86-64 Linux only. Everything is built under artifacts/native, apart from the ordinary build.
set -euo pipefail
cd "$(dirname "$0")/.."

project=src/FastSpectra.Cli/FastSpectra.Cli.csproj
build=$PWD/artifacts/native
publish=artifacts/publish
linker=clang
command -v clang >/dev/null || linker=gcc
command -v "$linker" >/dev/null || { echo "neither clang nor gcc is installed: one of them has to link the program" >&2; exit 1; }
mkdir -p "$build" "$publish"

settings() { # framework: the arguments that restore and publish must share
    printf '%s\n' -r linux-x64 -p:NativeAot=true "-p:FastSpectraTarget=$1" "-p:ArtifactsPath=$build/$1" "-p:CppCompilerAndLinker=$linker"
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

for level in v3 v4; do
    name=fastspectra
    [ "$level" = v3 ] || name=fastspectra-$level
    image=$build/$framework/$level/
    dotnet publish "$project" -c Release --no-restore "${arguments[@]}" "-p:IlcInstructionSet=$prefix-$level" \
        "-p:NativeIntermediateOutputPath=${image}obj/" "-p:NativeOutputPath=${image}bin/" -o "${image}publish" -v quiet -nologo
    cp "${image}publish/FastSpectra.Cli" "$publish/$name"
    echo "$publish/$name: Native AOT, $framework, x86-64-$level, $(stat -c %s "$publish/$name") bytes"
done
