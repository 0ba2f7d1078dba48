// The label fonts for the map's style: bundled files, absolute addresses, each for its own script.
import khmer from "@fontsource/noto-sans-khmer/files/noto-sans-khmer-khmer-400-normal.woff2?url";
import lao from "@fontsource/noto-sans-lao-looped/files/noto-sans-lao-looped-lao-400-normal.woff2?url";
import thai from "@fontsource/noto-sans-thai-looped/files/noto-sans-thai-looped-thai-400-normal.woff2?url";
import latin from "@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url";
import latinExt from "@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff2?url";
import type { StyleSpecification } from "maplibre-gl";
import type { Lang } from "../api/types";

const face = (file: string, ...range: string[]) => ({ url: new URL(file, location.href).href, "unicode-range": range });

type Faces = NonNullable<StyleSpecification["font-faces"]>;

/** The map fetches every face it is told of, so Lao and Khmer come only with their own language. */
export function fontFaces(lang: Lang): Faces {
  const faces = [
    face(thai, "U+0E01-0E5B", "U+200C-200D", "U+25CC"),
    face(latin, "U+0000-00FF", "U+2000-206F", "U+20AC", "U+2212"),
    face(latinExt, "U+0100-02BA", "U+1E00-1EFF"),
  ];
  if (lang === "lo") faces.push(face(lao, "U+0E81-0EDF"));
  if (lang === "km") faces.push(face(khmer, "U+1780-17FF", "U+19E0-19FF"));
  return { "Noto Sans Regular": faces };
}
