// The settings of a method under a fold: what is usual stands there already; a change is asked for with a button.
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { s } from "../../i18n/study";
import { crossings, nameOf } from "../../state/data";
import { allowed, lacks, unusual, usual, type Method, type Setting } from "../../state/study-methods";
import { figure } from "../../state/study-text";
import { askAgain } from "../../state/study";
import { setStudy } from "../../state/view";
import { iso, parseIso, westernDigits } from "../../time/period";
import { DateField, type DateDraft } from "../../ui/date-field";

type Values = Readonly<Record<string, string>>;

export function Settings({ method, given }: { method: Method; given: Values }) {
  const words = s.value;
  const [typed, setTyped] = useState<{ over: Values; values: Values }>({ over: given, values: {} });
  // What is typed belongs to the settings it was typed over.
  const drafts = typed.over === given ? typed.values : {};
  const valueOf = (setting: Setting) => drafts[setting.name] ?? given[setting.name] ?? usual(setting);
  const change = (name: string, value: string) => setTyped({ over: given, values: { ...drafts, [name]: westernDigits(value.trim()) } });
  const asked = unusual(method, Object.fromEntries(method.settings.map((x) => [x.name, valueOf(x)])));
  const wrong = method.settings.some((x) => valueOf(x) !== "" && valueOf(x) !== usual(x) && !allowed(x, valueOf(x)));
  const apply = (event: Event) => {
    event.preventDefault();
    if (wrong || lacks(method, asked)) return;
    if (JSON.stringify(asked) === JSON.stringify(given)) askAgain();
    else setStudy({ method: method.id, set: asked });
  };
  if (method.settings.length === 0) return null;
  const changed = Object.keys(given).length;
  return (
    <details class="study-settings" open={lacks(method, given) !== null || undefined} data-testid="settings">
      <summary>
        {words.settings} <span class="note">{changed > 0 ? words.settings_changed(String(changed)) : words.settings_usual}</span>
      </summary>
      <form onSubmit={apply}>
        <div class="study-fields">
          {method.settings.map((setting) => (
            <Field key={setting.name} setting={setting} value={valueOf(setting)} given={given} change={(value) => change(setting.name, value)} />
          ))}
        </div>
        <p class="buttons">
          <button type="submit" disabled={wrong || lacks(method, asked) !== null}>{words.compute}</button>
          {changed > 0 && !lacks(method, {}) && (
            <button type="button" onClick={() => setStudy({ method: method.id, set: {} })}>{words.reset}</button>
          )}
        </p>
      </form>
    </details>
  );
}

function Field({ setting, value, given, change }: { setting: Setting; value: string; given: Values; change: (value: string) => void }) {
  const words = s.value;
  const name = words.set[setting.name] ?? setting.name;
  const id = `set-${setting.name}`;
  if (setting.kind === "day") {
    const draft: DateDraft | undefined = value === (given["day"] ?? "") ? undefined : { date: parseIso(value) };
    return (
      <div class="wide">
        <DateField
          id="set-day" label={name} value={parseIso(given["day"] ?? "")} draft={draft} asked={given["day"] ?? ""}
          onChange={(d) => "date" in d && change(d.date ? iso(d.date) : "")}
        />
        <span class="note">{words.settings_usual}: {words.day_usual}</span>
      </div>
    );
  }
  if (setting.kind === "crossing") {
    const located = (crossings.value.data?.crossings ?? []).filter((c) => c.position);
    const group = (which: string, label: string) => (
      <optgroup label={label}>
        {located.filter((c) => c.border === which).map((c) => (
          <option key={c.id} value={c.id}>{nameOf(c.names)}</option>
        ))}
      </optgroup>
    );
    return (
      <label class="field wide">
        <span>{name}</span>
        <select id={id} value={value} onChange={(e) => change(e.currentTarget.value)}>
          <option value="">{t.value.choose}</option>
          {group("TH-LA", t.value.border_laos)}
          {group("TH-KH", t.value.border_cambodia)}
        </select>
      </label>
    );
  }
  if (setting.kind === "choice") {
    const label = (v: string) => words.values[v] ?? words.values[`${setting.name}:${v}`] ?? (setting.name === "cell_m" ? t.value.km_unit(String(Number(v) / 1000)) : v);
    return (
      <label class="field">
        <span>{name}</span>
        <select id={id} value={value} onChange={(e) => change(e.currentTarget.value)}>
          {setting.values.map((v) => (
            <option key={v} value={v}>{label(v)}</option>
          ))}
        </select>
      </label>
    );
  }
  const bad = value !== "" && !allowed(setting, value);
  return (
    <label class="field">
      <span>{name}</span>
      <input id={id} inputMode="decimal" autoComplete="off" value={value} aria-invalid={bad} onInput={(e) => change(e.currentTarget.value)} />
      {bad && <span class="field-error" role="alert">{words.out_of_bounds(figure(setting.least), figure(setting.most))}</span>}
    </label>
  );
}
