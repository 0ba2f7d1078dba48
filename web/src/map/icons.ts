// The icon set as images of the map.
import type { Map as MapLibre } from "maplibre-gl";
import { RATIO, drawn } from "./canvas";
import type { Palette } from "./palette";
import {
  CATEGORY_CODES, KIND_CODES, RING_RADIUS, RISK_PATH, SEVERITIES, STATUS_CODES, STRIKE, categorySymbol, kindPath, riskFill, statusMark, type Certainty,
} from "./symbols";

function incident(code: string, certainty: Certainty, p: Palette): ImageData {
  const { colour, path } = categorySymbol(code);
  const shape = new Path2D(path);
  return drawn(24, (g) => {
    g.lineWidth = 5.5;
    g.strokeStyle = p.halo;
    g.stroke(shape);
    g.fillStyle = certainty === "confirmed" ? colour : p.halo;
    g.fill(shape);
    g.lineWidth = 4.2;
    g.strokeStyle = p.ink;
    g.stroke(shape);
    g.lineWidth = 2.6;
    g.strokeStyle = certainty === "struck" ? p.inkSoft : colour;
    g.stroke(shape);
    if (certainty === "struck") {
      g.lineWidth = 2;
      g.strokeStyle = p.ink;
      g.stroke(new Path2D(STRIKE));
    }
  });
}

function crossing(kind: string, status: (typeof STATUS_CODES)[number], approximate: boolean, p: Palette): ImageData {
  const shape = new Path2D(kindPath(kind));
  const mark = statusMark(status);
  return drawn(36, (g) => {
    if (approximate) {
      g.beginPath();
      g.arc(18, 18, RING_RADIUS, 0, 2 * Math.PI);
      g.lineWidth = 1.5;
      g.strokeStyle = p.ink;
      g.setLineDash([3.2, 3.1]);
      g.stroke();
      g.setLineDash([]);
    }
    // The 24 grid, a little smaller, centred in the ring.
    g.translate(18 - 12 * 0.82, 18 - 12 * 0.82);
    g.scale(0.82, 0.82);
    g.lineWidth = 5;
    g.strokeStyle = p.halo;
    g.stroke(shape);
    g.fillStyle = mark.filled ? p.ink : p.halo;
    g.fill(shape);
    g.lineWidth = 2;
    g.strokeStyle = p.ink;
    g.stroke(shape);
    if (mark.strokes) g.stroke(new Path2D(mark.strokes));
  });
}

/** Severity fills the tag from its tip; a dashed outline is an approximate position, a bar above it a synthetic example. */
function risk(severity: number, approximate: boolean, synthetic: boolean, p: Palette): ImageData {
  const shape = new Path2D(RISK_PATH);
  return drawn(26, (g) => {
    g.translate(1, 1.5);
    g.lineWidth = 5.5;
    g.strokeStyle = p.halo;
    g.stroke(shape);
    g.fillStyle = p.halo;
    g.fill(shape);
    g.save();
    g.clip(shape);
    const height = 17 * riskFill(severity);
    g.fillStyle = p.risk;
    g.globalAlpha = approximate ? 0.35 : 1;
    g.fillRect(4, 21 - height, 16, height);
    g.restore();
    g.lineWidth = 2;
    g.strokeStyle = p.risk;
    if (approximate) g.setLineDash([3, 2.6]);
    g.stroke(shape);
    g.setLineDash([]);
    if (!synthetic) return;
    g.strokeStyle = p.ink;
    g.stroke(new Path2D("M5 0.5H19"));
  });
}
/** A 45 degree hatch that tiles: "tested, not significant". */
function hatch(p: Palette): ImageData {
  return drawn(8, (g) => {
    g.strokeStyle = p.hatch;
    g.lineWidth = 0.9;
    for (const shift of [-8, 0, 8]) {
      g.moveTo(shift, 8);
      g.lineTo(shift + 8, 0);
    }
    g.stroke();
  });
}

/** Every image the style names, by that name. */
function images(p: Palette): [string, ImageData][] {
  const all: [string, ImageData][] = [
    ["hatch", hatch(p)],
    ["town", drawn(8, (g) => {
      g.arc(4, 4, 2, 0, 2 * Math.PI);
      g.fillStyle = p.halo;
      g.fill();
      g.lineWidth = 1.2;
      g.strokeStyle = p.inkSoft;
      g.stroke();
    })],
    ["km-tick", drawn(10, (g) => {
      g.arc(5, 5, 2.2, 0, 2 * Math.PI);
      g.fillStyle = p.borderInk;
      g.fill();
    })],
    ["crosshair", drawn(28, (g) => {
      const cross = new Path2D("M14 2V10M14 18V26M2 14H10M18 14H26");
      g.strokeStyle = p.halo;
      g.lineWidth = 4.5;
      g.stroke(cross);
      g.strokeStyle = p.select;
      g.lineWidth = 2;
      g.stroke(cross);
    })],
  ];
  for (const code of CATEGORY_CODES) {
    for (const certainty of ["unverified", "confirmed", "struck"] as const) {
      all.push([`incident/${code}/${certainty}`, incident(code, certainty, p)]);
    }
  }
  for (const kind of KIND_CODES) {
    for (const status of STATUS_CODES) {
      all.push([`crossing/${kind}/${status}/approximate`, crossing(kind, status, true, p)]);
      all.push([`crossing/${kind}/${status}/sure`, crossing(kind, status, false, p)]);
    }
  }
  for (const severity of SEVERITIES) {
    for (const approximate of [false, true]) {
      for (const synthetic of [false, true]) {
        const name = `risk/${severity}/${approximate ? "approximate" : "sure"}${synthetic ? "/synthetic" : ""}`;
        all.push([name, risk(severity, approximate, synthetic, p)]);
      }
    }
  }
  return all;
}

/** Puts the icon set into the map, or redraws it in other colours. */
export function putIcons(map: MapLibre, p: Palette): void {
  for (const [name, data] of images(p)) {
    if (map.hasImage(name)) map.updateImage(name, data);
    else map.addImage(name, data, { pixelRatio: RATIO });
  }
}
