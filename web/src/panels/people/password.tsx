// A field for a password, with a way to see what was typed.
import { useState } from "preact/hooks";
import { w } from "../../i18n/people";

export function Password({ name, label, autocomplete, help }: { name: string; label: string; autocomplete: "current-password" | "new-password"; help?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <div class="password">
      <label class="field">
        <span>{label}</span>
        <input
          name={name} type={(shown ? "text" : "password") as "password"} autocomplete={autocomplete} autocapitalize="none" autocorrect="off" spellcheck={false} required maxLength={200}
          aria-describedby={help ? `${name}-help` : undefined}
        />
      </label>
      {help && <small id={`${name}-help`} class="note">{help}</small>}
      <label class="choice">
        <input type="checkbox" checked={shown} onChange={(e) => setShown(e.currentTarget.checked)} />
        <span class="note">{w.value.show_password}</span>
      </label>
    </div>
  );
}
