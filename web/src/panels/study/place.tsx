// A place in a table: its name, and a way there on the map; the row that was picked says so.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PlaceFields } from "../../api/schema";
import { num } from "../../i18n";
import { s } from "../../i18n/study";
import { flyTo } from "../../map/handle";
import { district, districtName, nameOf, provinceName } from "../../state/data";
import { select, selection } from "../../state/view";

export function meanOf(corners: readonly (readonly number[])[]): [number, number] {
  const mean = (i: 0 | 1) => corners.reduce((sum, c) => sum + (c[i] ?? 0), 0) / Math.max(1, corners.length);
  return [mean(0), mean(1)];
}
export function middleOf(place: PlaceFields): [number, number] | null {
  if (!place.corners) {
    const d = district(place.district);
    return d ? [d.lon, d.lat] : null;
  }
  return meanOf(place.corners);
}
export const isPicked = (...keys: string[]) => selection.value?.kind === "study" && keys.includes(selection.value.id);
export function open(key: string, at: [number, number] | null, zoom: number): void {
  select({ kind: "study", id: key });
  if (at) flyTo(...at, zoom);
}

/** A row that comes into view when its place is picked on the map. */
export function Row({ picked, children }: { picked: boolean; children: ComponentChildren }) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (picked) row.current?.scrollIntoView({ block: "nearest" });
  }, [picked]);
  return (
    <tr ref={row} aria-current={picked || undefined}>
      {children}
    </tr>
  );
}

export function PlaceCell({ place, children }: { place: PlaceFields; children?: ComponentChildren }) {
  const cell = place.corners !== null;
  const tambon = place.tambon && nameOf({ th: place.tambon.name_th, en: place.tambon.name_en });
  return (
    <th scope="row">
      <button type="button" class="row-button" onClick={() => open(place.id, middleOf(place), cell ? 10 : 8.5)}>
        <span>
          {tambon || districtName(place.district)} {cell && <span class="note">{place.id.split(":").slice(1).join(":")}</span>}
          <span class="place">{tambon && `${districtName(place.district)} `}{provinceName(place.district.slice(0, 2))}</span>
        </span>
      </button>
      {children}
    </th>
  );
}

const PAGE = 100;
/** The first rows of a long list, the picked one always among them, and a button for more. */
export function usePage<T>(rows: readonly T[], picked: (row: T) => boolean): { shown: readonly T[]; more: () => ComponentChildren } {
  const [count, setCount] = useState(PAGE);
  const at = rows.findIndex(picked);
  const shown = rows.slice(0, Math.max(count, at + 1));
  const more = () =>
    rows.length > shown.length && (
      <p class="buttons">
        <button type="button" onClick={() => setCount(shown.length + PAGE)}>{s.value.more}</button>
        <span class="note">{s.value.shown_of(num(shown.length), num(rows.length))}</span>
      </p>
    );
  return { shown, more };
}
