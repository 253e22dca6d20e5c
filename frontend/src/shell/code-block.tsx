import { CopyText } from './copy-text.js';

/** Text to paste elsewhere, as it is, with a copy button. */
export const CodeBlock = ({ code, label }: { readonly code: string; readonly label: string }) => (
  <div className="code-block">
    <CopyText className="code-copy" value={code} label={label} />
    <pre tabIndex={0} aria-label={label} role="region">
      <code>{code}</code>
    </pre>
  </div>
);
