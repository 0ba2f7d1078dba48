// Cell hotspots to take along, by the query and the cell size shown.
import { address } from "../api/client";
import { t } from "../i18n";
import { withQuery } from "../state/query";
import { Glyph } from "../ui/icons";

export function CellExports({ query, cell_m }: { query: string; cell_m: number }) {
  return (
    <p class="exports">
      <span>{t.value.export_hotspots}</span>
      {Object.entries({ geojson: "GeoJSON", csv: "CSV", kml: "KML", gpx: "GPX" }).map(([format, name]) => (
        <a
          key={format} class="button" download data-export={`cells-${format}`}
          href={address(withQuery("export", query, { what: "hotspots", format, cell_m: String(cell_m) }))}
        >
          <Glyph name="download" />
          {name}
        </a>
      ))}
    </p>
  );
}
