// The icon set inside the page: the same outlines as on the map, and a few strokes for buttons.
import type { CrossingStatusValue } from "../api/types";
import { categorySymbol, kindPath, statusMark, STRIKE, type Certainty } from "../map/symbols";

export function CategoryIcon({ code, certainty = "confirmed" }: { code: string; certainty?: Certainty }) {
  const { colour, path } = categorySymbol(code);
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} class="icon-outline" stroke-width="4" />
      <path d={path} fill={certainty === "confirmed" ? colour : "var(--paper)"} stroke={certainty === "struck" ? "var(--ink-soft)" : colour} stroke-width="2.4" />
      {certainty === "struck" && <path d={STRIKE} class="icon-stroke" />}
    </svg>
  );
}

export function CrossingIcon(props: { kind: string; status?: CrossingStatusValue; approximate?: boolean }) {
  const mark = statusMark(props.status ?? "unknown");
  return (
    <svg class="icon icon-crossing" viewBox="-4 -4 32 32" aria-hidden="true">
      {props.approximate && <circle cx="12" cy="12" r="14.6" class="icon-ring" />}
      <path d={kindPath(props.kind)} class={mark.filled ? "icon-solid" : "icon-hollow"} transform="translate(2.2 2.2) scale(.82)" />
      {mark.strokes && <path d={mark.strokes} class="icon-stroke" transform="translate(2.2 2.2) scale(.82)" />}
    </svg>
  );
}

const GLYPHS = {
  plus: "M12 5V19M5 12H19",
  minus: "M5 12H19",
  home: "M4 12L12 4L20 12M6.5 10V20H17.5V10",
  box: "M4 4H9M15 4H20V9M20 15V20H15M9 20H4V15M4 9V4",
  circle: "M12 4A8 8 0 1 0 12 20A8 8 0 1 0 12 4M12 12L17.6 6.4",
  polygon: "M5 9L13 4L20 10L16 20L6 18Z",
  view: "M3 6H21V18H3ZM8 6V18M16 6V18",
  close: "M6 6L18 18M18 6L6 18",
  download: "M12 4V15M7 10.5L12 15.5L17 10.5M5 20H19",
  pin: "M12 21C7 15 5 12.2 5 9.4A7 7 0 0 1 19 9.4C19 12.2 17 15 12 21ZM12 11.6A2.3 2.3 0 1 0 12 7A2.3 2.3 0 1 0 12 11.6",
  external: "M9 5H5V19H19V15M13 4H20V11M20 4L11 13",
  person: "M12 4A4 4 0 1 0 12 12A4 4 0 1 0 12 4M4 20C5 16 8 15 12 15S19 16 20 20",
  find: "M10.5 4A6.5 6.5 0 1 0 10.5 17A6.5 6.5 0 1 0 10.5 4M15.5 15.5L20.5 20.5",
} as const;

export function Glyph({ name }: { name: keyof typeof GLYPHS }) {
  return (
    <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true">
      <path d={GLYPHS[name]} />
    </svg>
  );
}
