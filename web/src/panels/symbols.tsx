// Every symbol of the map by name, under the legend's last fold.
import { q } from "../i18n/ask";
import { KIND_CODES, STATUS_CODES } from "../map/symbols";
import { nameOf, term, topCategories } from "../state/data";
import { CategoryIcon, CrossingIcon } from "../ui/icons";
import { LineSwatch } from "./swatches";
import "../styles/symbols.css";

export function Symbols() {
  return (
    <>
      <p class="sentence">{q.value.legend_points}</p>
      <ul class="keys">
        {topCategories.value.map((c) => (
          <li key={c.code}>
            <CategoryIcon code={c.code} certainty="unverified" /> {nameOf(c.names)}
          </li>
        ))}
      </ul>
      <p class="sentence">{q.value.legend_crossings}</p>
      <ul class="keys">
        {KIND_CODES.map((kind) => (
          <li key={kind}>
            <CrossingIcon kind={kind} /> {term("crossing_kinds", kind)}
          </li>
        ))}
        {STATUS_CODES.map((value) => (
          <li key={value}>
            <CrossingIcon kind="permanent" status={value} /> {term("crossing_statuses", value)}
          </li>
        ))}
      </ul>
      <ul class="keys single">
        {LINES.map(([kind, key]) => (
          <li key={kind}>
            <LineSwatch kind={kind} /> {q.value[key]}
          </li>
        ))}
      </ul>
    </>
  );
}
const LINES = [
  ["district", "legend_district"],
  ["laos", "legend_border_la"],
  ["cambodia", "legend_border_kh"],
  ["river", "legend_river"],
] as const;
