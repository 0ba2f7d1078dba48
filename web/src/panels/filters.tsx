// The filters: category, period, status, channel and precision; each step is one history entry.
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { byCategory, countsByTop, nameOf, term, topCategories, vocabulary } from "../state/data";
import { toggled } from "../state/query";
import { filter, setFilter } from "../state/view";
import type { Term } from "../api/types";
import { CategoryIcon } from "../ui/icons";
import { Period } from "./period";

/** Precisions from the finest; the server has no list of them. */
const PRECISIONS = ["exact", "village", "tambon", "district", "province", "none"];

export function Filters() {
  const words = t.value;
  const named = (terms: readonly Term[] | undefined) => (terms ?? []).map((x) => ({ code: x.code, name: nameOf(x.names) }));
  return (
    <>
      <Categories />
      <Period />
      <Choices legend={words.status} list="status" terms={named(vocabulary.value.data?.statuses)} />
      <Choices legend={words.channel} list="channel" terms={named(vocabulary.value.data?.channels)} />
      <Choices legend={words.precision} list="precision" terms={PRECISIONS.map((code) => ({ code, name: term("precisions", code) }))} />
    </>
  );
}

/** Without a category chosen the counts beside the names are the panel's own. */
function Categories() {
  const words = t.value;
  const chosen = filter.value.category;
  const counts = chosen.length === 0 ? countsByTop() : null;
  // Not yet known is not zero.
  const known = byCategory.value.data !== null;
  return (
    <fieldset class="choices">
      <legend>{words.category}</legend>
      {topCategories.value.map((c) => (
        <label key={c.code} class="choice">
          <input
            type="checkbox" name="category" value={c.code} checked={chosen.includes(c.code)}
            onChange={() => setFilter({ category: toggled(chosen, c.code) })}
          />
          <CategoryIcon code={c.code} />
          <span class="name">{nameOf(c.names)}</span>
          {counts && <span class="number">{known ? num(counts.get(c.code) ?? 0) : "…"}</span>}
        </label>
      ))}
      <p class="note">{q.value.core_note}</p>
    </fieldset>
  );
}
function Choices({ legend, list, terms }: { legend: string; list: "status" | "channel" | "precision"; terms: readonly { code: string; name: string }[] }) {
  const chosen = filter.value[list];
  return (
    <fieldset class="choices two-columns">
      <legend>{legend}</legend>
      {terms.map(({ code, name }) => (
        <label key={code} class="choice">
          <input
            type="checkbox" name={list} value={code} checked={chosen.includes(code)}
            onChange={() => setFilter({ [list]: toggled(chosen, code) })}
          />
          <span class="name">{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
