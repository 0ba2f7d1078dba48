// Risk points to take along: for a GIS, a table, Google Earth and a GPS, exactly those of the table.
import { address } from "../api/client";
import { m } from "../i18n/map";
import { withQuery } from "../state/query";
import { Glyph } from "../ui/icons";

const FORMATS = { geojson: "GeoJSON", csv: "CSV", kml: "KML", gpx: "GPX" } as const;

export function RiskExports({ query }: { query: string }) {
  return (
    <p class="exports">
      <span>{m.value.risk_export}</span>
      {Object.entries(FORMATS).map(([format, name]) => (
        <a key={format} class="button" download data-export={`risk-points-${format}`} href={address(withQuery("export", query, { what: "risk-points", format }))}>
          <Glyph name="download" />
          {name}
        </a>
      ))}
    </p>
  );
}
