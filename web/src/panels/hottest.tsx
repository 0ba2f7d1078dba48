// The answer in one line: the districts that stand out most, each a way there.
import { t } from "../i18n";
import { m } from "../i18n/map";
import { flyTo } from "../map/handle";
import { district, districtName, hotspots } from "../state/data";
import { overlays, setArea } from "../state/view";
import { ClassSwatch } from "./swatches";

const MOST = 3;

export function openDistrict(code: string, zoom = 8.5): void {
  setArea({ kind: "district", codes: [code] });
  const d = district(code);
  if (d) flyTo(d.lon, d.lat, zoom);
}

export function Hottest() {
  const data = hotspots.value.data;
  // Too few to test is said by the sentence; naming districts then would name the press, not a pattern.
  if (!data?.enough || overlays.value.includes("cells")) return null;
  const hot = data.districts.filter((row) => row.class.startsWith("hot")).toSorted((a, b) => (b.z ?? 0) - (a.z ?? 0));
  return (
    <p class="hottest" data-testid="hottest">
      {hot.length === 0 ? m.value.none_stands_out : `${m.value.hottest}: `}
      {hot.slice(0, MOST).map((row) => (
        <button key={row.district} type="button" class="link" data-code={row.district} title={t.value.hot_class[row.class]} onClick={() => openDistrict(row.district)}>
          <ClassSwatch cls={row.class} /> {districtName(row.district)}
        </button>
      ))}
    </p>
  );
}
