// Download links: the export of exactly the query shown, by the same query string.
import { address } from "../api/client";
import type { Counts } from "../api/types";
import { t } from "../i18n";
import { withQuery } from "../state/query";
import { may, mayLater } from "../state/session";
import { Glyph } from "../ui/icons";
import { lazy } from "../ui/lazy";

const FORMATS = [["geojson", "GeoJSON"], ["csv", "CSV"], ["kml", "KML"], ["gpx", "GPX"]] as const;

const FactorFirst = lazy(() => import("./people/nothing").then((m) => m.FactorForExport));

export function Exports({ what, query, label }: { what: "reports" | "hotspots" | "risk-points"; query: string; label: string }) {
  if (mayLater("export")) return <FactorFirst />;
  if (!may("export")) return null;
  return (
    <p class="exports">
      <span>{label}</span>
      {FORMATS.map(([format, name]) => (
        <a key={format} class="button" download data-export={`${what}-${format}`} href={address(withQuery("export", query, { what, format }))}>
          <Glyph name="download" />
          {name}
        </a>
      ))}
    </p>
  );
}

/** How well the number's reports are placed, and what it does not contain for want of a place or a date. */
export function Left({ counts }: { counts: Counts }) {
  const words = t.value;
  // Without an area even a report with no known place is among the matched.
  const included = counts.points + counts.area_only < counts.matched;
  return (
    <ul class="left-out">
      <li>
        {words.note_points(String(counts.points))} · {words.note_area_only(String(counts.area_only))}
      </li>
      {counts.unlocated > 0 && <li>{(included ? words.note_nowhere : words.note_unlocated)(String(counts.unlocated))}</li>}
      {counts.undated > 0 && <li>{words.note_undated(String(counts.undated))}</li>}
    </ul>
  );
}
