"""Before the suite: a browser for the browser tests and a directory server for those of LDAP. Installs Debian's chromium
and slapd where the user may, else says how."""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
COMMAND = (
    "apt-get update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive "  # the run level keeps it from starting a server
    "apt-get install -y --no-install-recommends"
)


def browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def directory_server() -> str | None:
    return shutil.which("slapd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def main() -> int:
    missing = [name for name, found in (("chromium", browser()), ("slapd", directory_server())) if not found]
    if not missing:
        return 0
    command = f"{COMMAND} {' '.join(missing)}"
    may_sudo = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
    if shutil.which("apt-get") and (os.geteuid() == 0 or may_sudo):
        print(f"Installing {' and '.join(missing)} for the tests …", flush=True)
        shell = ["sh", "-c", command] if os.geteuid() == 0 else ["sudo", "sh", "-c", command]
        subprocess.run(shell, check=True, stdout=subprocess.DEVNULL)
        return 0
    print(
        f"The tests need {' and '.join(missing)}. Install once with:\n\n    sudo sh -c '{command}'\n", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
