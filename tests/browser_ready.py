"""Before the suite: a browser for the browser tests. Installs Debian's chromium where the user may, else says how."""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COMMAND = "apt-get update && apt-get install -y --no-install-recommends chromium"


def browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def main() -> int:
    if browser():
        return 0
    may_sudo = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    if shutil.which("apt-get") and (os.geteuid() == 0 or may_sudo):
        print("Installing chromium for the browser tests …", flush=True)
        shell = ["sh", "-c", COMMAND] if os.geteuid() == 0 else ["sudo", "sh", "-c", COMMAND]
        subprocess.run(shell, check=True, stdout=subprocess.DEVNULL)
        return 0
    print(f"The browser tests need chromium. Install it once with:\n\n    sudo sh -c '{COMMAND}'\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
