// The account menu: who is signed in and as what, his own password, second factor, sessions and tokens, and the way out.
import { useEffect, useRef } from "preact/hooks";
import { post } from "../../api/client";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { leave } from "../../state/leave";
import { may, mayLater, menu, session } from "../../state/session";
import { adjust, step, view } from "../../state/view";
import { bangkokClock } from "../../time/period";
import { Fold } from "../../ui/fold";
import { Glyph } from "../../ui/icons";
import { useAct } from "./act";
import { dutyInWords, remitInWords, roleName } from "./duty-words";
import { ChangePassword } from "./own-password";
import { Passes } from "./passes";
import { SecondFactor } from "./second-factor";
import "../../styles/people.css";

function close(): void {
  menu.value = "closed";
  document.querySelector<HTMLElement>("[data-testid=account]")?.focus();
}

export function Menu() {
  const words = w.value;
  const box = useRef<HTMLElement>(null);
  const factor = menu.value === "factor";
  useEffect(() => {
    box.current?.focus();
    const away = (event: Event) => {
      const at = event.target as Element | null;
      if (at && !box.current?.contains(at) && !at.closest("[data-testid=account], [data-testid=factor-first]")) menu.value = "closed";
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, []);
  const who = session.value;
  if (!who) return null;
  const now = who.acts_in;
  const keeps = may("manage_accounts") || mayLater("manage_accounts");
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  };
  return (
    <section class="account-menu" role="dialog" aria-label={words.menu} tabIndex={-1} ref={box} onKeyDown={key} data-testid="menu">
      <div class="menu-head">
        <div>
          <strong>{who.shown_name}</strong> <span class="note">{who.name}</span>
          <p data-testid="acts-in">
            {roleName(now.role)} · {remitInWords(now.remit)}
            {now.detail === "coarse" && <span class="place">{words.coarse}</span>}
          </p>
        </div>
        <button type="button" class="quiet" aria-label={t.value.close} onClick={close}>
          <Glyph name="close" />
        </button>
      </div>
      {who.duties.length > 1 && <Duties />}
      {keeps && (
        <p class="buttons">
          <button type="button" data-testid="to-accounts" onClick={() => { step({ accounts: !view.value.accounts }); close(); }}>
            {view.value.accounts ? words.to_map : words.accounts}
          </button>
        </p>
      )}
      <Fold key={factor ? "f" : ""} id="menu-factor" summary={`${words.factor}: ${who.has_second_factor ? words.factor_on : words.factor_off}`} body={SecondFactor} open={factor} />
      <Fold id="menu-password" summary={words.own_password} body={ChangePassword} />
      <Fold id="menu-passes" summary={words.passes} body={Passes} />
      <p class="note ends">{words.ends_at(bangkokClock(who.ends_at))}</p>
      <p class="buttons">
        <button type="button" class="primary" data-testid="sign-out" onClick={() => void leave("signed_out")}>{words.sign_out}</button>
      </p>
    </section>
  );
}

/** Another duty is another page: everything is asked anew under it. */
function Duties() {
  const words = w.value;
  const act = useAct();
  const who = session.value;
  const take = (duty: string) =>
    void act.run(() => post("session/duty", { duty })).then((done) => {
      if (!done) return;
      // What was picked may not be there for the other role.
      adjust({ sel: null, accounts: false });
      location.reload();
    });
  return (
    <fieldset class="duties">
      <legend>{words.act_in}</legend>
      {who?.duties.map((d) => (
        <label key={d.id} class="choice">
          <input type="radio" name="duty" value={d.id} checked={d.id === who.acts_in.id} disabled={act.busy} onChange={() => take(d.id)} />
          <span class="name">{dutyInWords(d)}</span>
        </label>
      ))}
      {act.refused && <p class="problem" role="alert">{act.refused}</p>}
    </fieldset>
  );
}
