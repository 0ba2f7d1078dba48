// Signing in: name and password, then the number of the second factor where it is asked for.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, post } from "../../api/client";
import type { Lang, Problem } from "../../api/types";
import { LANGUAGE_NAMES, t } from "../../i18n";
import { refusalWords, w } from "../../i18n/people";
import { askSession, outBecause, session } from "../../state/session";
import { adjust, lang } from "../../state/view";
import { Password } from "./password";
import "../../styles/people.css";

/** Whoever was here before goes on in the role in which he was; anybody else begins with an empty page. */
async function comeIn(): Promise<void> {
  const before = session.peek();
  await askSession();
  const now = session.peek();
  if (!before || !now || before === now) return;
  const stays = before.name === now.name;
  const other = before.acts_in.id !== now.acts_in.id;
  if (stays && other && now.duties.some((d) => d.id === before.acts_in.id)) await post("session/duty", { duty: before.acts_in.id }).then(askSession).catch(() => location.reload());
  else if (!stays || other) location.reload();
}

/** Reads what the page before this one left in the address: why nobody is signed in. */
function takeReason(): void {
  const why = location.hash.slice(1);
  if (why !== "signed_out" && why !== "idle_out") return;
  outBecause.value = why;
  history.replaceState(null, "", location.pathname + location.search);
}

export function SignIn() {
  const words = w.value;
  useEffect(takeReason, []);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asksCode, setAsksCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const field = (name: string) => form.current?.elements.namedItem(name) as HTMLInputElement | null;
  useEffect(() => field(asksCode ? "code" : "username")?.focus(), [asksCode]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const value = (name: string) => field(name)?.value ?? "";
    try {
      await post("session", { name: value("username"), password: value("password"), ...(asksCode && { code: value("code").replace(/\s/g, "") }) });
      outBecause.value = null;
      await comeIn();
    } catch (cause) {
      const refused: Problem = cause instanceof ApiError ? cause.problem : { status: 0, code: "internal" };
      if (refused.code === "second_factor_needed") setAsksCode(true);
      else {
        setProblem(refused);
        field(asksCode ? "code" : "password")?.select();
      }
    }
    setBusy(false);
  };
  const why = outBecause.value;
  return (
    <main class="sign-in" data-testid="sign-in">
      <form ref={form} method="post" onSubmit={(e) => void submit(e)} aria-labelledby="sign-in-title">
        <p class="brand">
          {t.value.title} <span class="note">{t.value.subtitle}</span>
        </p>
        <h1 id="sign-in-title">{words.sign_in}</h1>
        {why && <p class="notice-line" role="status" data-testid="why">{words[why]}</p>}
        <label class="field" hidden={asksCode}>
          <span>{words.name}</span>
          <input name="username" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck={false} required maxLength={60} readOnly={asksCode} />
        </label>
        <div hidden={asksCode}>
          <Password name="password" label={words.password} autocomplete="current-password" />
        </div>
        {asksCode && (
          <label class="field">
            <span>{words.code}</span>
            <input name="code" autocomplete="one-time-code" inputMode="numeric" pattern="[0-9 ]*" required maxLength={9} aria-describedby="code-help" class="code" />
            <small id="code-help">{words.code_help}</small>
          </label>
        )}
        {problem && (
          <p class="problem" role="alert" data-testid="refused">{refusalWords(problem)}</p>
        )}
        <p class="buttons">
          <button type="submit" class="primary" aria-busy={busy}>{busy ? words.signing_in : words.sign_in}</button>
          {asksCode && (
            <button type="button" onClick={() => setAsksCode(false)}>{words.back}</button>
          )}
        </p>
        <p class="note">{words.no_account}</p>
        <p class="note">{t.value.emergency}</p>
      </form>
      <Languages />
    </main>
  );
}

function Languages() {
  return (
    <p class="languages">
      <label>
        <span class="hidden">{t.value.language}</span>
        <select value={lang.value} onChange={(e) => adjust({ lang: e.currentTarget.value as Lang })}>
          {Object.entries(LANGUAGE_NAMES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>{name}</option>
          ))}
        </select>
      </label>
    </p>
  );
}
