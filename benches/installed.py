"""The peers are installed from PyPI into a folder of their own."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.expanduser("~/.cache/mekong-watch-bench/venv")


def with_peers(script):
    """Goes on as `script`, by the interpreter that has the peers, with the same arguments."""
    python = os.path.join(VENV, "bin/python")
    install(python)
    os.execv(python, [python, "-B", os.path.join(HERE, script), *sys.argv[1:]])


def install(python):
    stamp = os.path.join(VENV, "requirements.txt")
    with open(os.path.join(HERE, "requirements.txt"), encoding="utf-8") as file:
        wanted = file.read()
    try:
        with open(stamp, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    except FileNotFoundError:
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
                    os.path.join(HERE, "requirements.txt")], check=True)
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(wanted)
