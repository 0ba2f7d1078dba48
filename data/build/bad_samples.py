"""Small synthetic files, each with one kind of defect that real imports meet.

Every file also has good rows, so that a test can check that these still come in. All rows are
invented (ids start SYN-); the codes, names and the good coordinates are real places.
"""

import csv
import io

from common import DATA

COLUMNS = (
    "id observed_date category place_text tambon_th amphoe_th province_th lat lon summary_th"
).split()

GOOD = (
    ("2024-01-15", "drugs", "บ้านแพง", "บ้านแพง", "บ้านแพง", "นครพนม",
     "17.9500", "104.2200", "ตัวอย่างสมมติ พบพัสดุต้องสงสัยริมฝั่งโขง"),
    ("2024-02-03", "illegal_entry", "ช่องจอม", "ด่าน", "กาบเชิง", "สุรินทร์",
     "14.4400", "103.6990", "ตัวอย่างสมมติ พบกลุ่มบุคคลเดินเท้าใกล้ช่องทางธรรมชาติ"),
)


def build():
    """Writes `samples/bad/`."""
    swapped = with_values(GOOD, lat=GOOD[0][7], lon=GOOD[0][6])
    write("swapped_coordinates.csv", [*GOOD, *swapped])

    write("year_2567_in_ce_column.csv",
          [*GOOD, *with_values(GOOD, observed_date="2567-01-15")])

    write("unknown_tambon.csv",
          [*GOOD, *with_values(GOOD, tambon_th="ตำบลที่ไม่มีอยู่จริง", lat="", lon="")])

    # The quote of the third row never closes, so it swallows the fourth.
    text = as_text([*GOOD, GOOD[0]])
    lines = text.splitlines()
    lines[3] = lines[3].replace("ตัวอย่างสมมติ", '"ตัวอย่างสมมติ')
    lines.append(lines[2].replace("SYN-002", "SYN-004"))
    save("broken_quoting.csv", ("\n".join(lines) + "\n").encode())

    save("utf16le.csv", b"\xff\xfe" + as_text(GOOD).encode("utf-16-le"))
    # Windows-874 is TIS-620 plus a few signs; old Thai spreadsheets still write it.
    save("tis620.csv", as_text(GOOD).encode("cp874"))


def with_values(rows, **changes):
    """Copies the first row with some columns changed."""
    row = dict(zip(COLUMNS[1:], rows[0])) | changes
    return [tuple(row[column] for column in COLUMNS[1:])]


def as_text(rows):
    """Writes numbered rows as CSV text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        writer.writerow([f"SYN-{number:03}", *row])
    return out.getvalue()


def write(name, rows):
    """Saves a file in plain UTF-8."""
    save(name, as_text(rows).encode())


def save(name, content):
    """Saves the bytes of one file."""
    folder = DATA / "samples" / "bad"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
