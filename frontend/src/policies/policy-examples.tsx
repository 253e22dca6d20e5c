import type { PolicyDetail } from '@cspmexa/contracts';
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { JsonView } from '../json/json-view.js';
import { Panel } from '../shell/panel.js';

const marks = {
  pass: { icon: IconCircleCheck, control: 'passed' },
  fail: { icon: IconCircleX, control: 'failed' },
  unknown: { icon: IconHelpCircle, control: 'unknown' },
  skip: { icon: IconCircleMinus, control: 'not-applicable' },
} as const;

/** The examples of the catalogue: what a policy says of which configuration. */
export const PolicyExamples = ({ examples }: { readonly examples: PolicyDetail['examples'] }) => {
  const { t } = useTranslation();
  if (examples.length === 0) return null;
  return (
    <Panel title={t('policies.examples')}>
      <p className="sub gap-below">{t('policies.examplesWhy')}</p>
      <ul className="examples">
        {examples.map(({ name, outcome, given }) => {
          const { icon: Icon, control } = marks[outcome];
          const isHealthy =
            given === null || given === undefined || (typeof given === 'object' && Object.keys(given).length === 0);
          return (
            <li key={name}>
              <details>
                <summary>
                  <span className="control-status" data-control={control}>
                    <Icon size={16} aria-hidden />
                    {t(`policies.outcomes.${outcome}`)}
                  </span>
                  <span className="example-name">{name}</span>
                </summary>
                {isHealthy ? (
                  <p className="sub">{t('policies.givenNothing')}</p>
                ) : (
                  <JsonView value={given} label={t('policies.given', { name })} />
                )}
              </details>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
};
