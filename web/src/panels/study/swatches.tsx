// Samples of findings, drawn like the map draws them.
import { palette } from "../../map/palette";
import { MARKS, labelColour, labelParts, moranColour, ramp, silenceColour } from "../../map/study/looks";

function Box({ fill, dashed, children }: { fill: string; dashed?: boolean; children?: preact.ComponentChildren }) {
  return (
    <svg class="swatch" viewBox="0 0 24 14" aria-hidden="true">
      <rect x="0.75" y="0.75" width="22.5" height="12.5" fill={fill} stroke={palette.value.ink} stroke-width="1.1" stroke-dasharray={dashed ? "2.6 2" : undefined} />
      {children}
    </svg>
  );
}
const HATCH = "M1 13L13 1M7 13L19 1M13 13L23 3M1 7L7 1";
const BACK_HATCH = "M1 1L13 13M7 1L19 13M13 1L23 11M1 7L7 13";

export function HatchSwatch() {
  return <Box fill={palette.value.district}><path d={HATCH} stroke={palette.value.hatch} fill="none" /></Box>;
}
export function LabelSwatch({ label }: { label: string }) {
  const p = palette.value;
  const parts = labelParts(label);
  const fill = labelColour(label);
  if (!parts || !fill) return <HatchSwatch />;
  return (
    <Box fill={fill} dashed={parts.direction === "cold"}>
      <g transform="translate(6 1) scale(.5)" fill="none" stroke-linecap="round" stroke-linejoin="round">
        <path d={MARKS[parts.kind]} stroke={p.halo} stroke-width="7" />
        <path d={MARKS[parts.kind]} stroke={p.ink} stroke-width="3" />
      </g>
    </Box>
  );
}
export function MoranSwatch({ cls, short }: { cls: string; short: string }) {
  const fill = moranColour(cls);
  if (!fill) return <HatchSwatch />;
  return (
    <Box fill={fill} dashed={cls.startsWith("l")}>
      <text x="12" y="10.6" text-anchor="middle" font-size="9" fill={palette.value.ink} stroke={palette.value.halo} stroke-width="2.4" paint-order="stroke">{short}</text>
    </Box>
  );
}
export function RampSwatch({ step, of = ramp.value }: { step: number; of?: readonly string[] }) {
  return <Box fill={of[step] ?? "none"} />;
}
export function SilenceSwatch({ cls }: { cls: string }) {
  const p = palette.value;
  if (cls === "silent") return <Box fill={silenceColour.value} />;
  if (cls === "area_quiet") return <Box fill={p.district} dashed><path d={BACK_HATCH} stroke={silenceColour.value} stroke-width="1.6" fill="none" /></Box>;
  if (cls === "cannot_tell") return <Box fill={p.district}><path d="M4 4h.1M10 4h.1M16 4h.1M7 9h.1M13 9h.1M19 9h.1" stroke={p.inkSoft} stroke-width="2" stroke-linecap="round" /></Box>;
  return <Box fill={p.district} />;
}
export function EdgeSwatch({ sure }: { sure: boolean }) {
  const p = palette.value;
  return (
    <svg class="swatch" viewBox="0 0 24 14" aria-hidden="true">
      <rect x="1.5" y="1.5" width="21" height="11" fill={sure ? p.hotspot.hot95 : "none"} fill-opacity="0.35" stroke={p.ink} stroke-width={sure ? 2.6 : 1.2} stroke-dasharray={sure ? undefined : "3 2.2"} />
    </svg>
  );
}
export function StrokeSwatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" viewBox="0 0 24 14" aria-hidden="true">
      <path d="M1 7H23" stroke={colour} stroke-width="6" stroke-linecap="round" />
    </svg>
  );
}
