// The images of the analysis layers: a mark for each label, and patterns for what must not look like a number.
import type { Map as MapLibre } from "maplibre-gl";
import { RATIO, drawn } from "../canvas";
import type { Palette } from "../palette";
import { KINDS, MARKS, silenceColour } from "./looks";

function mark(path: string, p: Palette): ImageData {
  const strokes = new Path2D(path);
  return drawn(24, (g) => {
    g.strokeStyle = p.halo;
    g.lineWidth = 6.5;
    g.stroke(strokes);
    g.strokeStyle = p.ink;
    g.lineWidth = 3;
    g.stroke(strokes);
  });
}
/** Stripes the other way than "not significant". */
function stripes(): ImageData {
  return drawn(8, (g) => {
    g.strokeStyle = silenceColour.value;
    g.lineWidth = 2.2;
    for (const shift of [-8, 0, 8]) {
      g.moveTo(shift, 0);
      g.lineTo(shift + 8, 8);
    }
    g.stroke();
  });
}
function dots(p: Palette): ImageData {
  return drawn(8, (g) => {
    g.fillStyle = p.inkSoft;
    for (const at of [2, 6]) {
      g.beginPath();
      g.arc(at, at, 1, 0, 2 * Math.PI);
      g.fill();
    }
  });
}

/** The disc that a rank stands on: filled for what is beyond chance, or not noted yet. */
function badge(strong: boolean, p: Palette): ImageData {
  return drawn(24, (g) => {
    g.arc(12, 12, 10.5, 0, 2 * Math.PI);
    g.fillStyle = strong ? p.ink : p.halo;
    g.strokeStyle = p.select;
    g.lineWidth = 1.4;
    g.fill();
    g.stroke();
  });
}

export function putStudyIcons(map: MapLibre, p: Palette): void {
  const images: [string, ImageData][] = KINDS.map((kind) => [`study/${kind}`, mark(MARKS[kind], p)]);
  images.push(["study/quiet", stripes()], ["study/unknown", dots(p)], ["study/badge/true", badge(true, p)], ["study/badge/false", badge(false, p)]);
  for (const [name, data] of images) {
    if (map.hasImage(name)) map.updateImage(name, data);
    else map.addImage(name, data, { pixelRatio: RATIO });
  }
}
