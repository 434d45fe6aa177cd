"""A directory server on this computer: Debian's slapd, with a certificate of its own, a few people, and its data in a
temporary folder."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.embedded.places import as_unprivileged, free_port
from tests.browser_ready import directory_server
from tests.elsewhere import until

BASE = "dc=example,dc=edu,dc=tr"
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
allow bind_anon_dn
pidfile {folder}/slapd.pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
PEOPLE = f"""
dn: {BASE}
objectClass: domain
dc: example

dn: ou=people,{BASE}
objectClass: organizationalUnit
ou: people

dn: cn=portal,{BASE}
objectClass: person
cn: portal
sn: portal
userPassword: portal-gizli

""" + "\n".join(
    f"dn: uid={uid},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n"
    f"employeeType: {kind}\nuserPassword: {uid}-gizli\n"
    for uid, kind in (("e250123", "student"), ("e250124", "student"), ("ogr", "staff"))
)


@dataclass(frozen=True)
class Directory:
    """Where it listens, plain and by TLS, and the file of whoever signed its certificate, which is for 127.0.0.1."""

    port: int
    tls_port: int
    ca: str


@contextmanager
def directory() -> Iterator[Directory]:
    folder = Path(tempfile.mkdtemp(prefix="slapd-"))  # not pytest's: an unprivileged account reads it
    (folder / "data").mkdir()
    (folder / "slapd.conf").write_text(CONFIG.format(folder=folder, base=BASE))
    (folder / "people.ldif").write_text(PEOPLE)
    certify(folder)
    for path in (folder, *folder.iterdir()):
        account = as_unprivileged(path)
    program, config = directory_server(), ["-f", str(folder / "slapd.conf")]
    assert program, "slapd is missing: python -m tests.browser_ready"
    subprocess.run(
        [program, "-T", "add", *config, "-l", str(folder / "people.ldif")], check=True, capture_output=True, **account
    )
    found = Directory(free_port(), free_port(), str(folder / "server.pem"))
    addresses = f"ldap://127.0.0.1:{found.port} ldaps://127.0.0.1:{found.tls_port}"
    process = subprocess.Popen(
        [program, *config, "-h", addresses, "-d", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account
    )
    try:
        until(lambda: listens(found.port) and listens(found.tls_port), "the directory")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)
        shutil.rmtree(folder)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def certify(folder: Path) -> None:
    """A key and a certificate signed by itself, for 127.0.0.1 and not for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "directory of the tests")])
    now = datetime.now(UTC)
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(own, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
