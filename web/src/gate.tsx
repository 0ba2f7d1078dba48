// What somebody comes to: signing in, a password of his own, or the part of the page that his role has.
import { App } from "./app";
import { errorWords, t } from "./i18n";
import { Header } from "./panels/header";
import { begin, door, may, mayLater, session } from "./state/session";
import { view } from "./state/view";
import { lazy } from "./ui/lazy";

const SignIn = lazy(() => import("./panels/people/sign-in").then((m) => m.SignIn));
const FirstPassword = lazy(() => import("./panels/people/own-password").then((m) => m.FirstPassword));
const Watch = lazy(() => import("./panels/people/watch").then((m) => m.Watch), true);
const Nothing = lazy(() => import("./panels/people/nothing").then((m) => m.Nothing));
const Accounts = lazy(() => import("./panels/accounts/view").then((m) => m.Accounts));
const Screen = lazy(() => import("./panels/screen/view").then((m) => m.Screen));

export function Gate() {
  const out = door.value === "out";
  return (
    <>
      {session.value && (
        // Who signs in again goes on where he was; until then nobody reads what is there.
        <div class="behind" inert={out} data-testid="behind">
          <Inside />
        </div>
      )}
      {out && <SignIn />}
      {door.value === "failed" && <Unreached />}
    </>
  );
}

function Inside() {
  if (session.value?.must_change_password) return <FirstPassword />;
  const keeps = may("manage_accounts") || mayLater("manage_accounts");
  const sees = may("see_reports") || may("see_risk_points");
  if (may("see_counts") && !sees) return <Screen />;
  const plain = keeps && (view.value.accounts || !sees) ? <Accounts /> : sees ? null : <Nothing />;
  return (
    <>
      {plain ? <><Header plain />{plain}</> : <App />}
      {session.value?.kind === "session" && <Watch />}
    </>
  );
}

function Unreached() {
  return (
    <div class="problem" role="alert">
      <p>{errorWords("unreachable")}</p>
      <button type="button" onClick={() => void begin()}>{t.value.retry}</button>
    </div>
  );
}
