// The position under the cursor at the map's foot, in the reader's own format; a click copies it.
import { signal } from "@preact/signals";
import { m } from "../../i18n/map";
import { basemap } from "../../state/map-data";
import { camera, selection } from "../../state/view";
import { HOME_CENTRE, mapHandle } from "../handle";
import { FORMATS, written, type Format } from "./utm";
import "../../styles/readout.css";

const REMEMBERED = "position-format";
function remembered(): Format {
  try {
    const stored = localStorage.getItem(REMEMBERED);
    return FORMATS.find((f) => f === stored) ?? "mgrs";
  } catch {
    return "mgrs";
  }
}
const format = signal<Format>(remembered());
/** What was said about the last copy. */
const said = signal("");

function choose(next: Format): void {
  format.value = next;
  try {
    localStorage.setItem(REMEMBERED, next);
  } catch {
    // A browser that keeps nothing still shows the format chosen.
  }
}

/** Under the mouse; else the place picked, for a mouse on its way to the button has left it; else the middle. */
function position() {
  const under = mapHandle.value?.pointer.value;
  if (under) return { ...under, from: m.value.at_cursor };
  const sel = selection.value;
  if (sel?.kind === "place") return { lon: sel.lon, lat: sel.lat, from: m.value.at_chosen };
  const { lon, lat } = camera.value ?? mapHandle.value?.centre() ?? HOME_CENTRE;
  return { lon, lat, from: m.value.at_centre };
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    said.value = m.value.copied(text);
  } catch {
    said.value = m.value.not_copied;
  }
}

export function Readout() {
  const words = m.value;
  const { lon, lat, from } = position();
  const text = written(lon, lat, format.value);
  return (
    <div class="readout" data-testid="readout">
      {basemap.value && <span class="credit">{basemap.value.attribution}</span>}
      <label>
        <span class="hidden">{words.format}</span>
        <select name="format" value={format.value} onChange={(e) => choose(e.currentTarget.value as Format)}>
          {FORMATS.map((f) => (
            <option key={f} value={f}>
              {words.formats[f]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" aria-label={words.copy_position(text)} onClick={() => void copy(text)}>
        <span class="position">{text}</span> <span class="note">{from} · WGS 84</span>
      </button>
      <span class="copied" role="status" aria-live="polite">
        {said.value}
      </span>
    </div>
  );
}
