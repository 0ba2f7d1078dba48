// The period: presets, the quarters of a fiscal year, and two dates in the reader's own era.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { q } from "../i18n/ask";
import { era, filter, lang, setFilter } from "../state/view";
import { yearWithEra } from "../time/format";
import {
  BE_OFFSET, PRESETS, addDays, bangkokDate, firstDay, fiscalYear, iso, lastDay, presetOf, presetRange, quarterOf, quarterRange,
  type CivilDate, type Preset,
} from "../time/period";
import { DateField, type DateDraft } from "../ui/date-field";

function presetName(preset: Preset, today: CivilDate): string {
  const year = fiscalYear(today) - (era.value === "ce" ? BE_OFFSET : 0);
  switch (preset) {
    case "all":
      return q.value.preset_all;
    case "this_fiscal":
      return q.value.preset_this_fiscal(yearWithEra(year, lang.value, era.value));
    case "last_fiscal":
      return q.value.preset_last_fiscal(yearWithEra(year - 1, lang.value, era.value));
    case "last12":
      return q.value.preset_last12;
    case "last30":
      return q.value.preset_last30;
  }
}

export function Period() {
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
      <Quarters today={today} />
      <div class="dates">
        <DateField id="from" label={q.value.date_from} value={start} draft={drafts.from} asked={asked} onChange={(d) => setDrafts((x) => ({ ...(x.asked === asked && x), asked, from: d }))} />
        <DateField id="to" label={q.value.date_to} value={last} draft={drafts.to} asked={asked} onChange={(d) => setDrafts((x) => ({ ...(x.asked === asked && x), asked, to: d }))} />
      </div>
      {wrongOrder && <p class="field-error" role="alert">{q.value.err_order}</p>}
      <button type="submit" disabled={!ready || Boolean(wrongOrder)}>
        {words.apply}
      </button>
    </form>
  );
}

/** Four quarters of the fiscal year that the period begins in; the arrows go to other years. */
function Quarters({ today }: { today: CivilDate }) {
  const { from, to } = filter.value;
  const own = fiscalYear(firstDay(from) ?? today);
  const [turned, setTurned] = useState<{ own: number; year: number } | null>(null);
  // Another period brings its own year along.
  const year = turned?.own === own ? turned.year : own;
  const turn = (by: number) => setTurned({ own, year: year + by });
  const active = quarterOf({ from, to });
  const shown = yearWithEra(year - (era.value === "ce" ? BE_OFFSET : 0), lang.value, era.value);
  return (
    <fieldset class="choices quarters">
      <legend>{q.value.quarters}</legend>
      <p class="stepper">
        <button type="button" aria-label={q.value.year_before} title={q.value.year_before} onClick={() => turn(-1)}>
          ‹
        </button>
        <span aria-live="polite">{q.value.preset_this_fiscal(shown)}</span>
        <button type="button" aria-label={q.value.year_after} title={q.value.year_after} onClick={() => turn(1)}>
          ›
        </button>
      </p>
      <p class="buttons">
        {[1, 2, 3, 4].map((quarter) => (
          <button
            key={quarter} type="button" data-quarter={quarter} aria-pressed={active?.year === year && active.quarter === quarter}
            aria-label={q.value.quarter_of(String(quarter), shown)} onClick={() => setFilter(quarterRange(year, quarter))}
          >
            {q.value.quarter(String(quarter))}
          </button>
        ))}
      </p>
    </fieldset>
  );
}
