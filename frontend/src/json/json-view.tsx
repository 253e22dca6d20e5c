import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../shell/copy-text.js';
import { isUnder, linesOf, pathOf } from './json-lines.js';

interface Props {
  readonly value: unknown;
  readonly label: string;
  /** Paths into the value whose lines stand out. */
  readonly highlight?: readonly string[];
}

const firstLines = 400;

/** A value as JSON text, with the lines that decided something marked. Strings are shown as text, whatever they contain. */
export const JsonView = ({ value, label, highlight = [] }: Props) => {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(firstLines);
  const { lines, cut } = useMemo(() => linesOf(value, limit), [value, limit]);
  const paths = highlight.map(pathOf);
  return (
    <div className="code-block json">
      <CopyText className="code-copy" value={() => JSON.stringify(value, null, 2)} label={label} />
      <pre tabIndex={0} aria-label={label} role="region">
        <code>
          {lines.map(({ depth, path, parts }, index) => (
            <span key={index} className="json-line" data-marked={isUnder(path, paths) || undefined}>
              {'  '.repeat(depth)}
              {parts.map(({ text, token }, part) => (
                <span key={part} data-token={token}>
                  {text}
                </span>
              ))}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
      {cut && (
        <Button size="compact-xs" variant="subtle" onClick={() => setLimit(Number.MAX_SAFE_INTEGER)}>
          {t('actions.showAll')}
        </Button>
      )}
    </div>
  );
};
