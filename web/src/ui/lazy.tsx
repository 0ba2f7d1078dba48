// A component whose code is fetched when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { attempt, retryAll } from "../state/remote";

/** `quiet`: what lies on the map has no room to say that it is missing. Either is asked for again with everything else. */
export function lazy(load: () => Promise<ComponentType>, quiet = false): ComponentType {
  return function Lazy() {
    const [Shown, setShown] = useState<ComponentType | null>(null);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Shown) return;
      load().then(
        (component) => setShown(() => component),
        () => setFailed(true),
      );
    }, [attempt.value]);
    if (Shown) return <Shown />;
    if (!failed || quiet) return null;
    return (
      <div class="problem" role="alert">
        <strong>{t.value.error_title}</strong>
        <button type="button" onClick={retryAll}>
          {t.value.retry}
        </button>
      </div>
    );
  };
}
