// The filters: category, period, status and channel; each step is one history entry.
import { useState } from "preact/hooks";
import { num, t } from "../i18n";
import { nameOf, topCategories, vocabulary, byCategory } from "../state/data";
import { toggled } from "../state/query";
import { era, filter, lang, setFilter } from "../state/view";
import { yearWithEra } from "../time/format";
import {
  BE_OFFSET, PRESETS, addDays, bangkokDate, firstDay, fiscalYear, iso, lastDay, presetOf, presetRange, type CivilDate, type Preset,
} from "../time/period";
import type { Term } from "../api/types";
import { DateField, type DateDraft } from "../ui/date-field";
import { CategoryIcon } from "../ui/icons";

export function Filters() {
  const words = t.value;
  return (
    <details class="filters" id="filters">
      <summary>{words.filters}</summary>
      <Categories />
      <Period />
      <Choices legend={words.status} list="status" terms={vocabulary.value.data?.statuses ?? []} />
      <Choices legend={words.channel} list="channel" terms={vocabulary.value.data?.channels ?? []} />
    </details>
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
      <p class="note">{words.core_note}</p>
    </fieldset>
  );
}
export function countsByTop(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const g of byCategory.value.data?.groups ?? []) {
    const top = g.key?.split(".")[0] ?? "other";
    counts.set(top, (counts.get(top) ?? 0) + g.count);
  }
  return counts;
}

function Choices({ legend, list, terms }: { legend: string; list: "status" | "channel"; terms: readonly Term[] }) {
  const chosen = filter.value[list];
  return (
    <fieldset class="choices two-columns">
      <legend>{legend}</legend>
      {terms.map((term) => (
        <label key={term.code} class="choice">
          <input
            type="checkbox" name={list} value={term.code} checked={chosen.includes(term.code)}
            onChange={() => setFilter({ [list]: toggled(chosen, term.code) })}
          />
          <span class="name">{nameOf(term.names)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function presetName(preset: Preset, today: CivilDate): string {
  const words = t.value;
  const year = fiscalYear(today) - (era.value === "ce" ? BE_OFFSET : 0);
  switch (preset) {
    case "all":
      return words.preset_all;
    case "this_fiscal":
      return words.preset_this_fiscal(yearWithEra(year, lang.value, era.value));
    case "last_fiscal":
      return words.preset_last_fiscal(yearWithEra(year - 1, lang.value, era.value));
    case "last12":
      return words.preset_last12;
    case "last30":
      return words.preset_last30;
  }
}

function Period() {
  const words = t.value;
  const today = bangkokDate(new Date());
  const { from, to } = filter.value;
  const active = presetOf({ from, to }, today);
  const start = firstDay(from);
  const last = lastDay(to);
  // What is typed belongs to the period it was typed over; another period (a preset, the back button) drops it.
  const asked = `${from}/${to}`;
  const [typed, setDrafts] = useState<{ asked?: string; from?: DateDraft; to?: DateDraft }>({});
  const drafts = typed.asked === asked ? typed : {};
  const draftFrom = drafts.from ?? { date: start };
  const draftTo = drafts.to ?? { date: last };
  const ready = "date" in draftFrom && "date" in draftTo;
  const wrongOrder = ready && draftFrom.date && draftTo.date && iso(draftFrom.date) > iso(draftTo.date);
  const apply = (event: Event) => {
    event.preventDefault();
    if (!ready || wrongOrder) return;
    setDrafts({});
    setFilter({
      from: draftFrom.date ? iso(draftFrom.date) : null,
      to: draftTo.date ? iso(addDays(draftTo.date, 1)) : null,
    });
  };
  const preset = (p: Preset) => {
    setDrafts({});
    setFilter(presetRange(p, today));
  };
  return (
    <form class="period" onSubmit={apply}>
      <fieldset class="choices presets">
        <legend>{words.time}</legend>
        {PRESETS.map((p) => (
          <button key={p} type="button" data-preset={p} aria-pressed={p === active} onClick={() => preset(p)}>
            {presetName(p, today)}
          </button>
        ))}
      </fieldset>
      <div class="dates">
        <DateField id="from" label={words.date_from} value={start} draft={drafts.from} asked={asked} onChange={(d) => setDrafts((x) => ({ ...(x.asked === asked && x), asked, from: d }))} />
        <DateField id="to" label={words.date_to} value={last} draft={drafts.to} asked={asked} onChange={(d) => setDrafts((x) => ({ ...(x.asked === asked && x), asked, to: d }))} />
      </div>
      {wrongOrder && <p class="field-error" role="alert">{words.err_order}</p>}
      <button type="submit" disabled={!ready || Boolean(wrongOrder)}>
        {words.apply}
      </button>
    </form>
  );
}
