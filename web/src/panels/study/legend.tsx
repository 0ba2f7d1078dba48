// The analysis in the map's legend: what is drawn, its key, and the same sentence as beside the table.
import type { ComponentType } from "preact";
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { drawn } from "../../map/study/source";
import { answer, method } from "../../state/study";
import type { MethodId } from "../../state/study-methods";
import { notEnough } from "../../state/study-text";
import { AlertKey } from "./alerts";
import { BorderKey } from "./border";
import { nameOf } from "./chooser";
import { ClosureKey } from "./closure";
import { LabelKey } from "./emerging";
import { MoranKey } from "./moran";
import { DensityKey } from "./points";
import { RatesKey } from "./rates";
import { ScanKey } from "./scan";
import { Sentence } from "./sentence";
import { SilenceKey } from "./silence";
import { TerrainKey } from "./terrain";
import { ZonesKey } from "./zones";
import "../../styles/study.css";

const KEYS: Partial<Record<MethodId, ComponentType>> = {
  emerging: LabelKey, scan: ScanKey, rates: RatesKey, silence: () => <SilenceKey />, "local-moran": MoranKey, kde: DensityKey,
  "border-profile": BorderKey, closure: ClosureKey, alerts: AlertKey, zones: ZonesKey, "risk-terrain": TerrainKey,
};

export function StudyLegend() {
  const chosen = method.value;
  const { sheet, since } = answer.value;
  if (!chosen) return null;
  const words = s.value;
  const Key = KEYS[chosen.id];
  const { features, of } = drawn.value;
  return (
    <div class="legend-layer study-legend" data-testid="study-legend">
      <p class="name"><strong>{nameOf(chosen.id)[0]}</strong></p>
      {since !== null && <p class="sentence">{t.value.loading}</p>}
      {sheet && !sheet.enough && <p class="sentence">{words.not_enough_title}: {notEnough(sheet.message, words)}</p>}
      {Key && (sheet?.enough || chosen.id === "alerts") && <Key />}
      {chosen.id === "alerts" && <p class="sentence">{words.not_crimes}</p>}
      {sheet?.enough && (
        <>
          {chosen.id === "silence" && <p class="study-warning">{words.silence_not_safe}</p>}
          {features.length < of && <p class="note">{words.cells_drawn(num(features.length), num(of))}</p>}
        </>
      )}
      <Sentence />
    </div>
  );
}
