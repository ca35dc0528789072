"""Small files and elements to show."""

import io
import json
import math
import struct
import uuid
import wave
import zlib
from typing import Any

from page.fake_server import FakeServer, Session

Element = dict[str, Any]


def png(width: int = 320, height: int = 180) -> bytes:
    """A gradient."""
    rows = b"".join(
        b"\0" + b"".join(bytes((60 + 120 * x // width, 90 + 100 * y // height, 200)) for x in range(width))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def wav(seconds: float = 1.0) -> bytes:
    """A tone."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        samples = (int(8000 * math.sin(n / 8)) for n in range(int(8000 * seconds)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


def pdf(pages: int = 3) -> bytes:
    """A document whose pages say which they are."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(1, pages + 1):
        text = f"BT /F1 32 Tf 72 700 Td (Harbour report, page {number}) Tj ET"
        page = f"/Contents {3 + 2 * number} 0 R/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{page}>>")
        objects.append(f"<</Length {len(text)}>>stream\n{text}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{one}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + (head + trailer).encode()


def figure(kind: str = "bar", **layout: Any) -> bytes:
    data = {"type": kind, "x": ["Mon", "Tue", "Wed"], "y": [4, 7, 5], "name": "Tide"}
    return json.dumps({"data": [data], "layout": {"title": {"text": "Tides of the week"}, **layout}}).encode()


def element(kind: str, name: str, **more: Any) -> Element:
    return {"id": str(uuid.uuid4()), "type": kind, "name": name, "display": "inline", "url": None, **more}


def keep(server: FakeServer, one: Element, content: bytes, mime: str) -> Element:
    """The element with bytes that the server hands out."""
    server.files[one["id"]] = (one["name"], mime, content)
    return {**one, "chainlitKey": one["id"], "mime": mime}


def frame(server: FakeServer, name: str, rows: int, columns: tuple[str, ...] = ("ship", "port", "draft")) -> Element:
    """A table of which the first fifty rows are sent."""
    one = element("dataframe", name)
    data = [[f"ship {n}", f"port {n % 7}", n / 10] for n in range(rows)]
    server.rest.tables[one["id"]] = (list(columns), data)
    props = {"columns": list(columns), "dtypes": ["object", "object", "float64"], "rows": data[:50], "total": rows}
    return {**one, "props": props}


async def hang(server: FakeServer, session: Session, step: dict[str, Any], *elements: Element) -> None:
    """A message, and what hangs on it."""
    await server.post(session, step)
    for one in elements:
        await server.show(session, {**one, "forId": step["id"]})
