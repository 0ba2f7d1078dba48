// Which base map lies under the data; there only when the operator offers one besides the offline map.
import { m } from "../i18n/map";
import { failedSources } from "../map/handle";
import { nameOf } from "../state/data";
import { basemap, basemaps } from "../state/map-data";
import { step, view } from "../state/view";

export function BasemapSwitch() {
  const offered = basemaps.value.data?.basemaps ?? [];
  if (offered.length === 0) return null;
  const words = m.value;
  const choose = (id: string) => {
    const { b: _, ...rest } = view.value.map;
    step({ map: id ? { ...rest, b: id } : rest });
  };
  return (
    <div class="legend-layer basemaps">
      <label>
        {words.basemap}{" "}
        <select name="basemap" value={basemap.value?.id ?? ""} onChange={(e) => choose(e.currentTarget.value)}>
          <option value="">{words.basemap_offline}</option>
          {offered.map((b) => (
            <option key={b.id} value={b.id}>
              {nameOf(b.title)}
            </option>
          ))}
        </select>
      </label>
      {basemap.value && <p class="sentence">{basemap.value.attribution}</p>}
      {basemap.value && failedSources.value.has("operator") && <p class="problem" role="alert">{words.basemap_failed}</p>}
    </div>
  );
}
