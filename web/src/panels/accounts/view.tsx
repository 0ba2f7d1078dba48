// The accounts, for whoever keeps them: who there is, in which roles and areas; adding, changing and closing.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post } from "../../api/client";
import type { AccountBody, AccountsBody, MadeAccountBody } from "../../api/schema";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { may } from "../../state/session";
import { Once } from "../people/once";
import { SecondFactor } from "../people/second-factor";
import { textOf, useAct } from "../people/act";
import { dutyInWords } from "../people/duty-words";
import { dayInWords } from "../people/moments";
import { AccountDetail, type Shown } from "./account";
import { DutyFields, EMPTY_DUTY, dutyOf } from "./duty-form";
import "../../styles/people.css";
import "../../styles/accounts.css";
import "../../styles/tables.css";

export function Accounts() {
  const words = w.value;
  return (
    <main class="people-page accounts" id="panel" tabIndex={-1} data-testid="accounts">
      {may("manage_accounts") ? (
        <List />
      ) : (
        <div class="first-factor">
          <h2>{words.accounts}</h2>
          <p>{words.factor_needed_accounts}</p>
          <SecondFactor />
        </div>
      )}
    </main>
  );
}

function stateOf(account: AccountBody): string {
  const words = w.value;
  if (account.closed_at) return words.state_closed(dayInWords(account.closed_at));
  return [account.must_change_password && words.state_new, account.has_second_factor ? words.state_factor : words.state_no_factor].filter(Boolean).join(" · ");
}
const dutiesOf = (account: AccountBody) => account.duties.map(dutyInWords).join("\n") || w.value.no_duty;

function List() {
  const words = w.value;
  const act = useAct();
  const [accounts, setAccounts] = useState<AccountBody[] | null>(null);
  const [sought, setSought] = useState("");
  const [closed, setClosed] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const look = () => act.run(async () => setAccounts((await get<AccountsBody>("accounts")).accounts));
  useEffect(() => void look(), []);
  const all = accounts ?? [];
  const wanted = sought.trim().toLowerCase();
  const rows = all.filter((a) => (closed || !a.closed_at) && (!wanted || `${a.name} ${a.shown_name} ${dutiesOf(a)}`.toLowerCase().includes(wanted)));
  const ended = all.filter((a) => a.closed_at).length;
  const show = (next: Shown) => {
    setShown(next);
    scrollTo(0, 0);
  };
  return (
    <>
      <h2>{words.accounts}</h2>
      {accounts && <p class="note">{words.accounts_n(all.length - ended, ended)}</p>}
      {shown && (
        <Once title={shown.title} text={shown.text} done={() => setShown(null)} print>
          <p>{shown.note}</p>
        </Once>
      )}
      <NewAccount
        made={({ account, password }) => {
          void look();
          setOpen(account.id);
          // A screen never signs in with a password; its link is made next.
          if (account.duties.every((d) => d.role === "kiosk")) return;
          show({ title: words.one_time(account.name), text: password, note: words.one_time_note });
        }}
      />
      <p class="find">
        <label class="field">
          <span>{words.account_find}</span>
          <input type="search" value={sought} onInput={(e) => setSought(e.currentTarget.value)} />
        </label>
        {ended > 0 && (
          <label class="choice">
            <input type="checkbox" checked={closed} onChange={(e) => setClosed(e.currentTarget.checked)} />
            <span class="name">{words.show_closed}</span>
          </label>
        )}
      </p>
      {act.refused && <p class="problem" role="alert">{act.refused}</p>}
      {!accounts && !act.refused && <p class="loading">{t.value.loading}</p>}
      {accounts && (
        <table class="rows" data-testid="account-table">
          <thead>
            <tr>
              <th scope="col">{words.col_person}</th>
              <th scope="col">{words.col_duties}</th>
              <th scope="col">{words.col_state}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((account) => (
              <Fragment key={account.id}>
                <tr aria-current={open === account.id || undefined} data-account={account.name}>
                  <th scope="row">
                    <button type="button" class="row-button" aria-expanded={open === account.id} aria-label={words.account_open(account.shown_name)} onClick={() => setOpen(open === account.id ? null : account.id)}>
                      <span>
                        {account.shown_name}
                        <span class="place">{account.name}</span>
                      </span>
                    </button>
                  </th>
                  <td class="duty-list">{dutiesOf(account)}</td>
                  <td>{stateOf(account)}</td>
                </tr>
                {open === account.id && (
                  <tr>
                    <td colSpan={3}><AccountDetail account={account} changed={look} show={show} /></td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function NewAccount({ made }: { made: (made: MadeAccountBody) => void }) {
  const words = w.value;
  const act = useAct();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(EMPTY_DUTY);
  const submit = (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const duty = dutyOf(draft);
    if (!duty) return act.refuse(words.pick_none);
    void act.run(async () => {
      made(await post<MadeAccountBody>("accounts", { name: textOf(form, "name"), shown_name: textOf(form, "shown_name"), duties: [duty] }));
      setDraft(EMPTY_DUTY);
      setOpen(false);
    });
  };
  return (
    <details class="filters new-account" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{words.account_new}</summary>
      {open && (
        <form onSubmit={submit} data-testid="new-account" autocomplete="off">
          <label class="field">
            <span>{words.shown_name}</span>
            <input name="shown_name" required maxLength={100} />
          </label>
          <label class="field">
            <span>{words.name}</span>
            <input name="name" required maxLength={40} autocapitalize="none" spellcheck={false} aria-describedby="name-help" />
            <small id="name-help" class="note">{words.name_help}</small>
          </label>
          <DutyFields draft={draft} change={setDraft} />
          {act.refused && <p class="problem" role="alert" data-testid="refused">{act.refused}</p>}
          <p class="buttons"><button type="submit" class="primary" aria-busy={act.busy}>{words.account_make}</button></p>
        </form>
      )}
    </details>
  );
}
