// Prints the map as a sheet of paper of its own shape.
import { m } from "../i18n/map";
import { mapHandle } from "../map/handle";

export function PrintButtons() {
  const words = m.value;
  if (!mapHandle.value) return null;
  return (
    <p class="legend-layer print-line">
      <button type="button" class="link" onClick={() => mapHandle.value?.print("a4")}>
        {words.print_a4}
      </button>
      <button type="button" class="link" onClick={() => mapHandle.value?.print("a3")}>
        {words.print_a3}
      </button>
    </p>
  );
}
