// The risk point's tag inside the page, as the map draws it.
import { RISK_PATH, riskFill } from "../map/symbols";
import { palette } from "../map/palette";

export function RiskIcon({ severity, approximate = false, synthetic = false }: { severity: number; approximate?: boolean; synthetic?: boolean }) {
  const { risk } = palette.value;
  const top = 21 - 17 * riskFill(severity);
  // The filled part of the tag: its tip up to the severity's height.
  const filled = top >= 14 ? `M${12 - (21 - top)} ${top}H${12 + (21 - top)}L12 21Z` : `M5 ${top}H19V14L12 21L5 14Z`;
  return (
    <svg class="icon" viewBox="0 -2 24 26" aria-hidden="true">
      <path d={filled} fill={risk} fill-opacity={approximate ? 0.35 : 1} />
      <path d={RISK_PATH} fill="none" stroke={risk} stroke-width="2" stroke-linejoin="round" stroke-dasharray={approximate ? "3 2.6" : undefined} />
      {synthetic && <path d="M5 0.5H19" class="icon-stroke" />}
    </svg>
  );
}
