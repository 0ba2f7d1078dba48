// What only paper needs beside the map: what was asked, north, and where the data come from.
import { num, t } from "../i18n";
import { m } from "../i18n/map";
import { reports, samples } from "../state/data";
import { status } from "../state/freshness";
import { basemap } from "../state/map-data";
import { era, lang } from "../state/view";
import { what, when, where } from "../state/words";
import { fullDate } from "../time/format";
import { bangkokClock, bangkokDate } from "../time/period";
import "../styles/sheet.css";

export function Sheet() {
  const now = new Date();
  const matched = reports.value.data?.counts.matched;
  return (
    <div class="sheet-notes">
      <svg viewBox="0 0 24 36" aria-hidden="true">
        <path d="M12 2L19 24L12 20L5 24Z" />
        <text x="12" y="35" text-anchor="middle">
          {m.value.north}
        </text>
      </svg>
      <p>
        <strong>{where.value}</strong> {t.value.reports_n(matched === undefined ? "–" : num(matched))} · {what.value} · {when.value}
      </p>
      <p>
        {t.value.printed(`${fullDate(bangkokDate(now), lang.value, era.value)} ${bangkokClock(now)}`)}
        {samples.value && ` · ${samples.value}`}
      </p>
      <p>{m.value.print_source([...(status.value?.attribution ?? []), basemap.value?.attribution].filter(Boolean).join(" · "))}</p>
    </div>
  );
}
