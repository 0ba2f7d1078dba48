// A stretch of the border by its kilometres, with the range that each neighbour has.
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { q } from "../../i18n/ask";
import { flyTo } from "../../map/handle";
import { stretchOf } from "../../map/stretch";
import { border, borderWanted } from "../../state/data";
import { STRETCH_REACH_M } from "../../state/query";
import { area, setArea } from "../../state/view";
import { westernDigits } from "../../time/period";
import { readKm } from "./radii";

/** The kilometres of one border, from its first stretch to its last. */
function rangeOf(which: string): { from: number; to: number } | null {
  const lines = (border.value.data?.features ?? []).map((f) => f.properties).filter((p) => p["kind"] === "line" && p["border"] === which);
  if (lines.length === 0) return null;
  return { from: Math.min(...lines.map((p) => Number(p["km_from"]))), to: Math.max(...lines.map((p) => Number(p["km_to"]))) };
}
function readNumber(text: string): number | null {
  const value = westernDigits(text.trim());
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

export function BorderForm() {
  const words = t.value;
  useEffect(() => void (borderWanted.value = true), []);
  const asked = area.value?.kind === "border" ? area.value : null;
  const [fields, setFields] = useState<{ of: typeof asked; from: string; to: string; within: string } | null>(null);
  const shown = fields?.of === asked && fields ? fields : {
    of: asked, from: asked ? String(asked.from_km) : "", to: asked ? String(asked.to_km) : "", within: String((asked?.within_m ?? STRETCH_REACH_M) / 1000),
  };
  const change = (patch: Partial<typeof shown>) => setFields({ ...shown, ...patch });
  const [from_km, to_km, within_m] = [readNumber(shown.from), readNumber(shown.to), readKm(shown.within)];
  const [laos, cambodia] = [rangeOf("TH-LA"), rangeOf("TH-KH")];
  const end = cambodia?.to ?? Number.POSITIVE_INFINITY;
  const wrong = from_km !== null && to_km !== null && (from_km >= to_km || from_km >= end);
  const ready = from_km !== null && to_km !== null && within_m !== null && !wrong;
  const apply = (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    setArea({ kind: "border", from_km, to_km, within_m });
    const line = stretchOf(border.value.data?.features ?? [], from_km, to_km).flat();
    const middle = line[Math.floor(line.length / 2)];
    if (middle) flyTo(...middle, to_km - from_km < 60 ? 9 : 7);
  };
  const range = (name: string, r: { from: number; to: number } | null) => r && q.value.border_range(name, r.from.toFixed(0), r.to.toFixed(0));
  return (
    <form onSubmit={apply} data-testid="border-form">
      <p class="note">{[range(words.border_laos, laos), range(words.border_cambodia, cambodia)].filter(Boolean).join(" · ")}</p>
      <p class="fields">
        <label>
          {words.km_from}
          <input id="border-from" class="short" inputMode="decimal" autoComplete="off" value={shown.from} onInput={(e) => change({ from: e.currentTarget.value })} aria-invalid={wrong} />
        </label>
        <label>
          {words.km_to}
          <input id="border-to" class="short" inputMode="decimal" autoComplete="off" value={shown.to} onInput={(e) => change({ to: e.currentTarget.value })} aria-invalid={wrong} />
        </label>
        <label>
          {q.value.each_side_km}
          <input id="border-within" class="short" inputMode="decimal" autoComplete="off" value={shown.within} onInput={(e) => change({ within: e.currentTarget.value })} aria-invalid={within_m === null} />
        </label>
        <button type="submit" disabled={!ready}>
          {words.use}
        </button>
      </p>
      {wrong && (
        <p class="field-error" role="alert">
          {q.value.err_km}
        </p>
      )}
    </form>
  );
}
