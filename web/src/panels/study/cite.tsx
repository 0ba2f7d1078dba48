// What it takes to name this result and to compute it again, ready to be copied.
import { useState } from "preact/hooks";
import type { StudySheet } from "../../api/schema";
import { num } from "../../i18n";
import { s } from "../../i18n/study";
import { answer, kept } from "../../state/study";
import { citation } from "../../state/study-text";
import { formatView } from "../../state/url";
import { camera, view } from "../../state/view";

/** A button that copies a text; where the browser does not let it, the text stands there to be copied by hand. */
export function Copy({ text, label = s.value.copy, of }: { text: string; label?: string; of: string }) {
  const words = s.value;
  const [said, setSaid] = useState<{ of: string; copied: boolean } | null>(null);
  const copy = async () => {
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
    setSaid({ of: text, copied });
  };
  const now = said?.of === text ? said : null;
  return (
    <>
      <button type="button" onClick={() => void copy()}>{label}</button>
      <span role="status">{now?.copied && words.copied}</span>
      {now && !now.copied && <textarea readOnly rows={6} value={text} aria-label={of} onFocus={(e) => e.currentTarget.select()} />}
    </>
  );
}

export function Cite({ sheet }: { sheet: StudySheet }) {
  const words = s.value;
  // A kept answer is named by the bytes that were kept, as in the list of them.
  const bytes = kept.value ? answer.value.kept?.hash : undefined;
  const run = bytes === undefined ? sheet.run : { ...sheet.run, hash: bytes };
  const hashName = bytes === undefined ? words.cite_hash : words.kept_hash;
  // A kept answer stays what it is; another is the one of its moment.
  const shown = kept.value ? view.value : { ...view.value, asof: `epoch:${run.epoch}` };
  const link = location.origin + location.pathname + formatView(shown, camera.value);
  return (
    <details class="cite" data-testid="cite">
      <summary>{words.cite}</summary>
      <dl>
        <dt>{words.cite_question}</dt>
        <dd><code>{run.question}</code></dd>
        <dt>{words.cite_epoch}</dt>
        <dd>{num(run.epoch)}</dd>
        <dt>{words.cite_seed}</dt>
        <dd>{run.seed ?? words.cite_no_seed}</dd>
        <dt>{words.cite_software}</dt>
        <dd>{run.software}</dd>
        <dt>{hashName}</dt>
        <dd><code data-testid="hash">{run.hash}</code></dd>
      </dl>
      <p class="note">{words.cite_same}</p>
      <p class="buttons"><Copy text={citation(run, link, words, hashName)} of={words.cite} /></p>
    </details>
  );
}
