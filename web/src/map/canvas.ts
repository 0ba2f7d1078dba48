// Draws small images on canvases for the map, at twice the size so that they stay sharp.
export const RATIO = 2;

export function drawn(size: number, draw: (g: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * RATIO;
  const g = canvas.getContext("2d", { willReadFrequently: true });
  if (!g) throw new Error("no 2d canvas");
  g.scale(RATIO, RATIO);
  g.lineJoin = "round";
  g.lineCap = "round";
  draw(g);
  return g.getImageData(0, 0, canvas.width, canvas.height);
}
