// The answer's sentence, the same beside the table and on the map: n, period, what it ran over, and what numbers of reports are not.
import { s } from "../../i18n/study";
import { answer, areaShown } from "../../state/study";
import { leftOut, sentence } from "../../state/study-text";
import { era, lang } from "../../state/view";
import { what, when, where } from "../../state/words";

/** Pictures that show how dense points lie, and test nothing. */
const DESCRIPTIONS = new Set(["kde", "dbscan", "border-profile"]);

export function Sentence() {
  const { sheet } = answer.value;
  if (!sheet) return null;
  const words = s.value;
  const left = leftOut(sheet, words);
  return (
    <div class="study-sentence">
      {DESCRIPTIONS.has(sheet.method) && <p class="study-explore" data-testid="exploration">{words.exploration}</p>}
      <p class="sentence" data-testid="study-sentence">
        {sentence(sheet, { words, lang: lang.value, era: era.value, what: what.value, when: when.value })}
      </p>
      {areaShown.value && <p class="sentence" data-testid="area-shown">{words.area_shown(where.value)}</p>}
      <p class="sentence">
        <strong>{sheet.about === "confirmed" ? words.confirmed_note : words.not_crimes}</strong>
        {left && ` · ${left}`}
      </p>
    </div>
  );
}
