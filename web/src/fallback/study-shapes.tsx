// What an analysis found, on the simple map: the same shapes and districts, their patterns and ranks too.
import { useMemo } from "preact/hooks";
import { EMPTY } from "../api/types";
import { drawn } from "../map/study/source";
import { silenceColour } from "../map/study/looks";
import { palette } from "../map/palette";
import { boundaries } from "../state/map-data";
import { select } from "../state/view";
import { path, x, y } from "./projection";

interface Look {
  key?: unknown;
  fill?: unknown;
  opacity?: unknown;
  pattern?: unknown;
  edge?: unknown;
  stroke?: unknown;
  strong?: unknown;
}
const PATTERNS: Record<string, string> = { hatch: "url(#hatch)", "study/quiet": "url(#quiet)", "study/unknown": "url(#unknown)" };

function drawing(look: Look, ink: string) {
  return {
    fill: typeof look.fill === "string" ? look.fill : (PATTERNS[String(look.pattern)] ?? "none"),
    "fill-opacity": typeof look.opacity === "number" ? look.opacity : 0.85,
    stroke: typeof look.stroke === "string" ? look.stroke : look.edge ? ink : "none",
    "stroke-width": look.stroke ? 4 : look.strong ? 2.4 : 0.7,
    "stroke-dasharray": look.edge === "dashed" ? "4 3" : undefined,
    onClick: () => select({ kind: "study", id: String(look.key) }),
  };
}

export function StudyShapes() {
  const { ink, inkSoft, halo } = palette.value;
  const districts = useMemo(
    () => new Map((boundaries.value.data ?? EMPTY).features.map((f) => [String(f.properties["code"]), path(f.geometry)])),
    [boundaries.value.data],
  );
  return (
    <g data-testid="study-shapes">
      <defs>
        <pattern id="quiet" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <path d="M0 0V8" stroke={silenceColour.value} stroke-width="4" />
        </pattern>
        <pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse">
          <circle cx="3" cy="3" r="1" fill={inkSoft} />
        </pattern>
      </defs>
      {drawn.value.districts.map((d, i) => (
        <path key={`${d.key}${d.code}${i}`} d={districts.get(d.code) ?? ""} fill-rule="evenodd" {...drawing(d, ink)} />
      ))}
      {drawn.value.features.map(({ geometry, properties }, i) => {
        if (geometry.type !== "Point") return <path key={i} d={path(geometry)} fill-rule="evenodd" {...drawing(properties, ink)} />;
        const [cx, cy] = [x(geometry.coordinates[0]), y(geometry.coordinates[1])];
        return (
          <g key={i} pointer-events="none">
            <circle cx={cx} cy={cy} r="11" fill={properties["strong"] ? ink : halo} stroke={ink} />
            <text x={cx} y={cy + 4} text-anchor="middle" font-size="12" fill={properties["strong"] ? halo : ink}>
              {String(properties["label"] ?? properties["letters"] ?? "")}
            </text>
          </g>
        );
      })}
    </g>
  );
}
