"""Builds the wheel: the package, and the published library of artifacts/publish/lib beside it. Needs nothing but Python (PEP 517)."""

import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
LIBRARIES = REPOSITORY / "artifacts" / "publish" / "lib"
TAG = "py3-none-linux_x86_64"


def version() -> str:
    """The version of everything here: Directory.Build.props has it."""
    return re.search(r"<Version>(.+?)</Version>", (REPOSITORY / "Directory.Build.props").read_text()).group(1)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    libraries = sorted(LIBRARIES.glob("libfastspectra*.so"))
    if len(libraries) != 3:
        raise FileNotFoundError(f"{LIBRARIES} has {len(libraries)} of 3 libraries: run native/publish.sh library first")
    name = f"fastspectra-{version()}"
    files = {f"fastspectra/{path.name}": path.read_bytes() for path in sorted((HERE / "fastspectra").iterdir()) if path.suffix in (".py", ".typed")}
    files |= {f"fastspectra/lib/{path.name}": path.read_bytes() for path in libraries}
    info = f"{name}.dist-info"
    files[f"{info}/licenses/LICENSE"] = (REPOSITORY / "LICENSE").read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: fastspectra\nVersion: {version()}\n"
        "Summary: Singular values, spectra and training of small networks with the same bits on every machine\n"
        "License: MIT\nRequires-Python: >=3.9\nRequires-Dist: numpy>=1.20\nDescription-Content-Type: text/markdown\n\n"
    ).encode() + (HERE / "README.md").read_bytes()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: build_backend\nRoot-Is-Purelib: false\nTag: {TAG}\n".encode()
    record = f"{info}/RECORD"
    lines = [f"{path},sha256={_hash(data)},{len(data)}" for path, data in files.items()]
    files[record] = ("\n".join([*lines, f"{record},,"]) + "\n").encode()
    wheel = f"{name}-{TAG}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path)  # dated 1980: the same files make the same wheel
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.endswith(".so") else 0o644) << 16
            archive.writestr(entry, data)
    return wheel


def build_sdist(sdist_directory, config_settings=None) -> str:
    raise NotImplementedError("the sources are the repository; there is no source distribution of the package alone")


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "artifacts" / "publish"
    target.mkdir(parents=True, exist_ok=True)
    print(target / build_wheel(target))
