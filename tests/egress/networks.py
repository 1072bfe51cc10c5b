# SPDX-License-Identifier: Apache-2.0
"""Makes the small MMDB files of tests/egress/networks.c with mmdb_writer (PyPI), which is
independent of libmaxminddb and of this library.

networks.py DIRECTORY

Addresses and numbers are those kept for documentation (RFC 5737, 3849, 5398).
"""
import pathlib
import sys

from mmdb_writer import MMDBWriter
from netaddr import IPSet


def write(path, version, entries, **how):
    writer = MMDBWriter(version, database_type="Test-ASN", languages=["en"],
                        description="Made for tests", **how)
    for network, value in entries:
        writer.insert_network(IPSet([network]), value)
    writer.to_db_file(str(path))


def main():
    to = pathlib.Path(sys.argv[1])
    # As MaxMind names them; an IPv6 tree with IPv4 at ::/96.
    write(to / "networks-number.mmdb", 6, [
        ("198.51.100.0/24", {"autonomous_system_number": 64496,
                             "autonomous_system_organization": "Example Networks"}),
        ("203.0.113.0/25", {"autonomous_system_number": 65551}),  # four octets wide
        ("203.0.113.128/25", {"autonomous_system_organization": "No number"}),
        ("192.0.2.0/25", {"autonomous_system_number": "no number"}),
        ("192.0.2.128/25", {"country": "ZZ"}),
        ("2001:db8::/32", {"autonomous_system_number": 64497}),
    ], ipv4_compatible=True, int_type="u32")
    # As IPinfo names them: text; an IPv4 tree.
    write(to / "networks-text.mmdb", 4, [
        ("198.51.100.0/24", {"asn": "AS64498", "name": "Example Networks"}),
        ("203.0.113.0/26", {"asn": "ASxyz"}),
        ("203.0.113.64/26", {"asn": "AS99999999999"}),
        ("203.0.113.128/26", {"asn": "64499"}),
        ("203.0.113.192/26", {"asn": ""}),
        ("192.0.2.0/24", {"asn": ["AS64500"]}),
    ])
    # A number of another width.
    write(to / "networks-wide.mmdb", 4, [("198.51.100.0/24", {"autonomous_system_number": 64496})],
          int_type="u64")


main()
