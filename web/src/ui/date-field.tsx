// A date in the reader's own era: day, month and year as three plain fields, ISO inside; the wrong era is refused.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { q } from "../i18n/ask";
import { era, lang } from "../state/view";
import { eraName, monthNames } from "../time/format";
import { isValid, readYear, westernDigits, yearIn, type CivilDate } from "../time/period";
import "../styles/period.css";

export type DateDraft = { date: CivilDate | null } | { error: string };

interface Props {
  id: string;
  label: string;
  value: CivilDate | null;
  /** What has been typed over `value` and not been applied. */
  draft: DateDraft | undefined;
  /** The period applied: when it changes the field shows `value` again. */
  asked: string;
  onChange: (draft: DateDraft) => void;
}

export function DateField({ id, label, value, draft, asked, onChange }: Props) {
  const [fields, setFields] = useState(() => shown(value));
  const [error, setError] = useState<string | null>(null);
  const typedIn = useRef(era.value);
  // At once: an effect that comes after the next picture would wipe what somebody types meanwhile.
  useLayoutEffect(() => {
    if (draft && typedIn.current === era.value) return;
    typedIn.current = era.value;
    // Another calendar: a typed date is kept and rewritten, an unfinished one gives way to the one applied.
    const kept = draft && "date" in draft ? draft.date : value;
    setFields(shown(kept));
    setError(null);
    if (draft) onChange({ date: kept });
  }, [asked, !draft, era.value]);

  const change = (patch: Partial<typeof fields>) => {
    const next = { ...fields, ...patch };
    setFields(next);
    const now = read(next);
    // While the fields are still being filled in nobody is told off.
    const complete = next.day !== "" && next.month !== "" && westernDigits(next.year).trim().length >= 4;
    setError("error" in now && complete ? now.error : null);
    onChange(now);
  };
  const message = `${id}-error`;
  const common = { "aria-invalid": error !== null, "aria-describedby": error ? message : undefined };
  return (
    <fieldset class="date-field">
      <legend>
        {label} <span class="era">{eraName(lang.value, era.value)}</span>
      </legend>
      <input
        id={`${id}-day`} class="day" inputMode="numeric" autoComplete="off" aria-label={t.value.day} placeholder={t.value.day}
        value={fields.day} onInput={(e) => change({ day: e.currentTarget.value })} {...common}
      />
      <select id={`${id}-month`} aria-label={t.value.month} value={fields.month} onChange={(e) => change({ month: e.currentTarget.value })} {...common}>
        <option value="">{t.value.month}</option>
        {monthNames(lang.value).map((name, i) => (
          <option key={name} value={String(i + 1)}>
            {name}
          </option>
        ))}
      </select>
      <input
        id={`${id}-year`} class="year" inputMode="numeric" autoComplete="off" aria-label={`${t.value.year} ${eraName(lang.value, era.value)}`}
        placeholder={`${t.value.year} ${eraName(lang.value, era.value)}`} value={fields.year} onInput={(e) => change({ year: e.currentTarget.value })} {...common}
      />
      {error && (
        <p id={message} class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function shown(date: CivilDate | null) {
  return date ? { day: String(date.day), month: String(date.month), year: String(yearIn(date, era.value)) } : { day: "", month: "", year: "" };
}
function read(fields: { day: string; month: string; year: string }): DateDraft {
  if (!fields.day && !fields.month && !fields.year) return { date: null };
  const year = readYear(fields.year, era.value);
  if ("error" in year) {
    return { error: { not_a_year: q.value.err_year_not, looks_ce: q.value.err_year_ce, looks_be: q.value.err_year_be }[year.error] };
  }
  const date = { year: year.year, month: Number(fields.month), day: Number(westernDigits(fields.day)) };
  return isValid(date) ? { date } : { error: q.value.err_date };
}
