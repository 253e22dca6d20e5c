import type { ResourceChange } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';

/** What differed in the resource: path, before and after. */
export const Changes = ({ changes }: { readonly changes: readonly ResourceChange[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="changes" aria-label={t('findings.changes')}>
      {changes.map(({ path, before, after }, index) => (
        <li key={`${index} ${path}`}>
          <code className="break">{path}</code>
          {before !== undefined && before !== null && (
            <del>
              <code className="break">{JSON.stringify(before)}</code>
            </del>
          )}
          {after !== undefined && after !== null && (
            <ins>
              <code className="break">{JSON.stringify(after)}</code>
            </ins>
          )}
        </li>
      ))}
    </ul>
  );
};
