import type { Condition } from '@cspmexa/contracts';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { Prose } from '../shell/prose.js';

/** Longer values are cut here; the evidence has them whole. */
const longest = 1_200;

function shown(value: unknown): string {
  const text = value === undefined ? '—' : JSON.stringify(value, null, 1);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Each thing that the policy looked at, the value that decided it, and whether it held; what failed comes first. */
export const Conditions = ({ conditions }: { readonly conditions: readonly Condition[] }) => {
  const { t } = useTranslation();
  const text = useText();
  const ordered = [...conditions].sort((a, b) => Number(a.holds) - Number(b.holds));
  if (ordered.length === 0) return null;
  return (
    <ol className="conditions">
      {ordered.map(({ says, path, actual, expected, holds }, index) => (
        <li key={index} data-holds={holds}>
          <span className="condition-mark">
            {holds ? <IconCheck size={14} stroke={3} aria-hidden /> : <IconX size={14} stroke={3} aria-hidden />}
            <span className="visually-hidden">{t(holds ? 'findings.holds' : 'findings.failsCondition')}</span>
          </span>
          <div className="condition-body">
            <p>
              <Prose text={text(says)} />
            </p>
            <dl>
              {path && (
                <div>
                  <dt>{t('findings.path')}</dt>
                  <dd className="mono break">{path}</dd>
                </div>
              )}
              <div>
                <dt>{t('findings.actual')}</dt>
                <dd className="mono break value" data-role="actual">
                  {shown(actual)}
                </dd>
              </div>
              {expected !== undefined && (
                <div>
                  <dt>{t('findings.expected')}</dt>
                  <dd className="mono break value" data-role="expected">
                    {shown(expected)}
                  </dd>
                </div>
              )}
            </dl>
          </div>
        </li>
      ))}
    </ol>
  );
};
