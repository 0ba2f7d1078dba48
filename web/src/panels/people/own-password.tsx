// One's own password: the first one in place of what was given, and another one from the menu.
import { useState } from "preact/hooks";
import { post } from "../../api/client";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { leave } from "../../state/leave";
import { askSession, session } from "../../state/session";
import { textOf, useAct } from "./act";
import { Password } from "./password";
import "../../styles/people.css";

/** The server's own measure. */
const SHORTEST = 12;

export function OwnPassword({ first, done }: { first: boolean; done: () => unknown }) {
  const words = w.value;
  const act = useAct();
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [old, next] = [textOf(form, "old"), textOf(form, "new")];
    if ([...next].length < SHORTEST) return act.refuse(words.reasons["password_short"] ?? "");
    if (next !== textOf(form, "again")) return act.refuse(words.password_differs);
    if (await act.run(() => post("session/password", { old, new: next }))) {
      form.reset();
      done();
    }
  };
  return (
    <form onSubmit={(e) => void submit(e)} data-testid="own-password">
      {/* Password managers keep the new password under this name. */}
      <input class="hidden" name="username" autocomplete="username" value={session.value?.name} readOnly tabIndex={-1} aria-hidden="true" />
      <Password name="old" label={first ? words.given_password : words.old_password} autocomplete="current-password" />
      <Password name="new" label={words.new_password} autocomplete="new-password" help={words.password_help} />
      <Password name="again" label={words.repeat_password} autocomplete="new-password" />
      {!first && <p class="note">{words.password_others}</p>}
      {act.refused && <p class="problem" role="alert" data-testid="refused">{act.refused}</p>}
      <p class="buttons">
        <button type="submit" class="primary" aria-busy={act.busy}>{words.change_password}</button>
      </p>
    </form>
  );
}

/** Nothing else is done before the given password was replaced. */
export function FirstPassword() {
  const words = w.value;
  return (
    <main class="sign-in" data-testid="first-password">
      <div class="sheet-form">
        <p class="brand">
          {t.value.title} <span class="note">{words.signed_in_as(session.value?.shown_name ?? "")}</span>
        </p>
        <h1>{words.own_password}</h1>
        <p>{words.must_change}</p>
        <OwnPassword first done={askSession} />
        <p>
          <button type="button" class="link" onClick={() => void leave("signed_out")}>{words.sign_out}</button>
        </p>
      </div>
    </main>
  );
}

/** The same from the menu. */
export function ChangePassword() {
  const [done, setDone] = useState(false);
  if (done) return <p role="status">{w.value.password_changed}</p>;
  return <OwnPassword first={false} done={() => setDone(true)} />;
}
