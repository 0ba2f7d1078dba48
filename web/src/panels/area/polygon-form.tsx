// An area by its corners: drawn on the map, or typed and pasted as coordinates, WKT or GeoJSON.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { q } from "../../i18n/ask";
import { drawProblem, drawing, toggleDrawing } from "../../map/drawing";
import { mapFailed, mapHandle } from "../../map/handle";
import { askIn } from "../../state/saved";
import { parseShape } from "../../state/shape-text";
import { DrawProblem } from "../../ui/draw-problem";

export function PolygonForm() {
  const words = t.value;
  const [text, setText] = useState("");
  const shape = parseShape(text);
  const unread = text.trim() !== "" && shape === null;
  const apply = async (event: Event) => {
    event.preventDefault();
    if (!shape || !(await askIn(shape))) return;
    setText("");
    const corners = shape.type === "Polygon" ? shape.coordinates.flat() : shape.coordinates.flat(2);
    const [lons, lats] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
    mapHandle.value?.fit(Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats));
  };
  return (
    <>
      {!mapFailed.value && (
        <p class="buttons">
          <button type="button" aria-pressed={drawing.value === "polygon"} onClick={() => toggleDrawing("polygon")}>
            {words.draw_polygon}
          </button>
        </p>
      )}
      <form class="paste" onSubmit={(e) => void apply(e)}>
        <label for="area-text">{q.value.paste_label}</label>
        <textarea
          id="area-text" rows={4} spellcheck={false} autoComplete="off" placeholder={"14.40, 103.60\n14.40, 103.80\n14.55, 103.70"}
          value={text} onInput={(e) => setText(e.currentTarget.value)} aria-invalid={unread} aria-describedby="area-text-help"
        />
        <p class="note" id="area-text-help">
          {unread ? q.value.err_shape : q.value.paste_help}
        </p>
        <button type="submit" disabled={!shape}>
          {q.value.ask_in_it}
        </button>
      </form>
      {drawProblem.value && <DrawProblem />}
    </>
  );
}
