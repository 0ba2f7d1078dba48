// Legend samples drawn like the map draws them.
import type { HotspotClass } from "../api/types";
import { palette } from "../map/palette";

export function ClassSwatch({ cls }: { cls: HotspotClass }) {
  const p = palette.value;
  return (
    <svg class="swatch" viewBox="0 0 24 14" aria-hidden="true">
      <rect x="0.5" y="0.5" width="23" height="13" fill={cls === "none" ? p.district : p.hotspot[cls]} stroke={p.targetLine} />
      {cls === "none" && <path d="M1 13L13 1M7 13L19 1M13 13L23 3M1 7L7 1" stroke={p.hatch} fill="none" />}
    </svg>
  );
}

export function LineSwatch({ kind }: { kind: "target" | "district" | "laos" | "cambodia" | "river" }) {
  const p = palette.value;
  const band = { laos: p.bandLaos, cambodia: p.bandCambodia }[kind as string];
  const line = { target: p.targetLine, district: p.districtLine, laos: p.borderInk, cambodia: p.borderInk, river: p.river }[kind];
  const dash = { laos: "7 2.4 1 2.4", cambodia: "7 2 1 2 1 2" }[kind as string];
  return (
    <svg class="swatch" viewBox="0 0 24 14" aria-hidden="true">
      {band && <path d="M0 7H24" stroke={band} stroke-width="7" />}
      {kind === "target" && <rect x="2" y="1.5" width="20" height="11" fill={p.target} stroke={line} stroke-width="1.8" />}
      {kind === "district" && <rect x="2" y="1.5" width="20" height="11" fill={p.thailand} stroke={line} />}
      {kind !== "target" && kind !== "district" && <path d="M0 7H24" stroke={line} stroke-width="1.5" stroke-dasharray={dash} />}
    </svg>
  );
}

export function CountSwatch() {
  const p = palette.value;
  return (
    <svg class="swatch swatch-count" viewBox="0 0 34 24" aria-hidden="true">
      <circle cx="7" cy="16" r="5.5" fill={p.halo} stroke={p.ink} stroke-width="1.3" />
      <circle cx="22" cy="12" r="10.5" fill={p.halo} stroke={p.ink} stroke-width="1.3" />
      <circle cx="22" cy="12" r="5" fill={p.inkSoft} opacity="0.5" />
    </svg>
  );
}
