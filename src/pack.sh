#!/usr/bin/env bash
# Packs the libraries (net9.0 and net10.0) and the program as a dotnet tool (net10.0) into artifacts/packages, or the directory given.
# Everything is built under artifacts/pack, apart from the ordinary build.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=$(realpath -m "${1:-artifacts/packages}")
mkdir -p "$packages"
for project in LinearAlgebra Spectra Training Checkpoints Experiments Reports; do
    dotnet pack "src/FastSpectra.$project" -c Release -p:Pack=true "-p:ArtifactsPath=$PWD/artifacts/pack" -o "$packages" -v quiet -nologo
done
dotnet pack src/FastSpectra.Cli -c Release -p:UseArtifactsOutput=true "-p:ArtifactsPath=$PWD/artifacts/pack-tool" -o "$packages" -v quiet -nologo
ls "$packages"
