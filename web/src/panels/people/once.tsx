// A secret that is shown this once, with a way to take it along.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { w } from "../../i18n/people";

export function Once({ title, text, children, done, print = false }: { title: string; text: string; children?: ComponentChildren; done: () => unknown; print?: boolean }) {
  const words = w.value;
  const [copied, setCopied] = useState(false);
  // Where the browser does not let it copy, the text can be selected.
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  return (
    <div class="once" role="group" aria-label={title} data-testid="once">
      <strong>{title}</strong>
      <p><code data-testid="secret">{text}</code></p>
      <p class="note" role="status">{copied ? words.copied : words.once}</p>
      {children}
      <p class="buttons">
        <button type="button" onClick={copy}>{words.copy}</button>
        {print && <button type="button" onClick={() => globalThis.print()}>{words.print}</button>}
        <button type="button" onClick={done}>{words.done}</button>
      </p>
    </div>
  );
}
