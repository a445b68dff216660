"""Writes transfer.json: vectors for SPEC.md 4.11, from that text alone and without any code of this project.

    python3 test/vectors/transfer.py > test/vectors/transfer.json
"""

import hashlib
import json

REGION = bytes.fromhex("b7477ebeb19cef38")
OTHER = bytes.fromhex("0011223344556677")


def H(label, *parts):
    return hashlib.sha256(label.encode() + b"".join(parts)).digest()


def u(value, length):
    return value.to_bytes(length, "big")


def token(seed, interval):
    return hashlib.sha256(f"{seed} {interval}".encode()).digest()[:16]


def run(seed, first, count):
    return u(first if count else 0, 3) + u(count, 2) + b"".join(token(seed, first + at) for at in range(count))


def handover(visits):
    body = b"CLDV" + u(1, 1) + u(len(visits), 1)
    for visit in visits:
        name, note = visit["name"].encode(), visit["note"].encode()
        body += bytes.fromhex(visit["regionId"]) + u(visit["arrivalMinute"], 4) + u(visit["leavingMinute"], 4)
        body += u(visit["recordedIn"], 3) + run(visit["seed"], visit["first"], visit["count"])
        body += u(len(name), 1) + name + u(len(note), 2) + note
    return body + H("celadon/v1/handover", body)[:4]


def handed(visit, rest):
    name = visit["name"].encode()
    body = b"CLDH" + u(1, 1) + u({"ended": 1, "open": 2}[visit["form"]], 1) + u(visit["kind"], 1)
    body += bytes.fromhex(visit["regionId"]) + u(visit["recordedIn"], 3) + u(visit["arrival"], 4) + u(visit["leaving"], 4)
    body += u(visit["start"], 3) + u(visit["length"], 2) + u(len(name), 1) + name + rest
    return body + H("celadon/v1/handed-visit", body)[:4]


def display(place):
    name = place["name"].encode()
    body = b"CLDD" + u(1, 1) + bytes.fromhex(place["regionId"]) + u(place["shown"], 4) + u(place["stayMinutes"], 2)
    body += u(place["start"], 3) + u(place["end"], 3) + u(len(name), 1) + name
    body += b"".join(map(bytes.fromhex, place["nodes"]))
    return body + H("celadon/v1/display", body)[:4]


def frames(prefix, whole):
    transfer = H("celadon/v1/transfer", prefix.encode(), whole)[:8]
    texts = []
    for index in range(-(-len(whole) // 400)):
        body = u(1, 1) + transfer + u(len(whole), 3) + u(index, 2) + whole[index * 400 : (index + 1) * 400]
        payload = body + H("celadon/v1/frame", prefix.encode(), body)[:4]
        texts.append(prefix + str(int.from_bytes(payload, "big")))
    return texts


plain = {
    "regionId": REGION.hex(), "arrivalMinute": 29_400_007, "leavingMinute": 29_400_066, "recordedIn": 2_940_001,
    "seed": "a", "first": 2_940_000, "count": 8, "name": "", "note": "",
}
worded = {
    "regionId": OTHER.hex(), "arrivalMinute": 29_401_000, "leavingMinute": 29_401_000, "recordedIn": 2_940_100,
    "seed": "b", "first": 2_940_100, "count": 1, "name": "蘭芳園 Lan Fong Yuen", "note": "with Ann\nby the window",
}
long = {**plain, "seed": "c", "arrivalMinute": 29_402_000, "leavingMinute": 29_403_000, "first": 2_940_200, "count": 102}

ended = {
    "form": "ended", "kind": 1, "regionId": REGION.hex(), "recordedIn": 2_940_000, "arrival": 1_764_000_130,
    "leaving": 1_764_003_700, "start": 2_940_000, "length": 12, "name": "Corner Library", "seed": "d",
    "first": 2_940_000, "count": 7,
}
empty = {**ended, "kind": 2, "first": 0, "count": 0, "name": ""}
# [2940001, 2940006) is covered by [..01, ..02), [..02, ..04), [..04, ..06): three nodes.
opened = {
    "form": "open", "kind": 3, "regionId": REGION.hex(), "recordedIn": 2_940_001, "arrival": 1_764_000_700,
    "leaving": 1_764_003_000, "start": 2_940_001, "length": 5, "name": "Ann's party",
    "nodes": [token("node", at).hex() for at in range(3)],
}

# [2940001, 2940006) again: the display's clock stands in its first interval, 60 seconds in.
shared = {
    "regionId": REGION.hex(), "shown": 2_940_001 * 600 + 60, "stayMinutes": 120, "start": 2_940_001, "end": 2_940_006,
    "name": "蘭芳園 Lan Fong Yuen", "nodes": [token("shared", at).hex() for at in range(3)],
}

print(json.dumps({
    "handover": [{"visits": visits, "bytes": handover(visits).hex()} for visits in ([plain], [plain, worded, long])],
    "handedVisit": [
        {"visit": ended, "bytes": handed(ended, run("d", 2_940_000, 7)).hex()},
        {"visit": empty, "bytes": handed(empty, run("d", 0, 0)).hex()},
        {"visit": opened, "bytes": handed(opened, b"".join(map(bytes.fromhex, opened["nodes"]))).hex()},
    ],
    "frames": [
        {"kind": kind, "bytes": whole.hex(), "texts": frames(prefix, whole)}
        for kind, prefix, whole in (
            ("move", "CELADON-MOVE:", bytes(range(256)) * 4),
            ("visits", "CELADON-VISITS:", handover([plain])),
            ("visit", "CELADON-VISIT:", bytes([0])),
            ("display", "CELADON-DISPLAY:", display(shared)),
        )
    ],
    "secondDisplay": [{"display": shared, "bytes": display(shared).hex()}],
}, ensure_ascii=False, indent=1))
