// A link to exactly these numbers: the whole view, with the epoch that it was answered from.
import { useState } from "preact/hooks";
import { epochOf } from "../api/client";
import { t } from "../i18n";
import { reports } from "../state/data";
import { formatView } from "../state/url";
import { camera, view } from "../state/view";

export function CopyLink() {
  const words = t.value;
  const [link, setLink] = useState<{ href: string; copied: boolean } | null>(null);
  const answer = reports.value.data;
  const epoch = answer && epochOf(answer);
  if (epoch === null) return null;
  const href = () => location.origin + location.pathname + formatView({ ...view.value, asof: `epoch:${epoch}` }, camera.value);
  const copy = async () => {
    const made = href();
    // Without a secure context there is no clipboard: the link then stands there to be copied by hand.
    const copied = await navigator.clipboard?.writeText(made).then(() => true, () => false) ?? false;
    setLink({ href: made, copied });
  };
  const shown = link?.href === href() ? link : null;
  return (
    <div class="copy-link">
      <button type="button" onClick={() => void copy()} data-testid="copy-link">
        {words.copy_link}
      </button>
      <span role="status">{shown?.copied && words.copied}</span>
      {shown && <input readOnly value={shown.href} aria-label={words.the_link} data-testid="link" onFocus={(e) => e.currentTarget.select()} />}
    </div>
  );
}
