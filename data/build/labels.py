"""Country names for the map, at the point deepest inside the part that can be on screen."""

import shapely

from common import write_csv

# th, en, lo, km
NAMES = {
    "TH": ("ประเทศไทย", "Thailand", "ປະເທດໄທ", "ប្រទេសថៃ"),
    "LA": ("สปป.ลาว", "Lao PDR", "ສປປ ລາວ", "ប្រទេសឡាវ"),
    "KH": ("กัมพูชา", "Cambodia", "ກຳປູເຈຍ", "កម្ពុជា"),
    "MM": ("เมียนมา", "Myanmar", "ມຽນມາ", "មីយ៉ាន់ម៉ា"),
    "VN": ("เวียดนาม", "Viet Nam", "ຫວຽດນາມ", "វៀតណាម"),
    "CN": ("จีน", "China", "ຈີນ", "ចិន"),
}

ON_SCREEN = shapely.box(97.0, 9.5, 108.5, 22.5)


def build(countries):
    """Writes labels.csv from {country: shape}."""
    rows = []
    for country, (name_th, name_en, name_lo, name_km) in NAMES.items():
        visible = shapely.get_parts(countries[country].intersection(ON_SCREEN))
        largest = max(visible, key=lambda part: part.area)
        point = shapely.maximum_inscribed_circle(largest, tolerance=0.01).coords[0]
        rows.append({
            "kind": "country", "code": country, "name_th": name_th, "name_en": name_en,
            "name_lo": name_lo, "name_km": name_km,
            "lon": f"{point[0]:.2f}", "lat": f"{point[1]:.2f}",
        })
    write_csv("labels.csv", list(rows[0]), rows)
