import { alertKeys, parseFindingQuery, unfitForAlerts, type QueryProblem } from '@cspmexa/contracts';
import { Button, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryProblems } from '../query-bar/query-problems.js';
import { fitQuery } from './rule-input.js';

interface Props {
  readonly value: string;
  readonly onChange: (query: string) => void;
}

const examples = ['region:sa-east-1', 'resource:prod-* -service:iam', 'account:production is:reopened'];

/** A problem as it is for rules, which know fewer keys than the query bar. */
const inRules = (problem: QueryProblem): QueryProblem =>
  problem.code === 'unknown-key' ? { ...problem, expected: [...alertKeys, 'is'] } : problem;

/** What a rule asks for besides its menus, in the words of the query bar; what it cannot ask for is said beneath. */
export const QueryField = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  const id = useId();
  const { filter, problems } = parseFindingQuery(value);
  const unfit = unfitForAlerts(filter);
  const isFine = problems.length === 0 && unfit.length === 0;
  return (
    <div className="rule-condition">
      <TextInput
        label={t('alerts.query.label')}
        description={t('alerts.query.hint')}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        autoComplete="off"
        maxLength={1_000}
        value={value}
        error={!isFine}
        aria-invalid={!isFine}
        aria-describedby={isFine ? undefined : id}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <div id={id} aria-live="polite">
        {problems.length > 0 && <QueryProblems id={`${id}-problems`} problems={problems.map(inRules)} />}
        {unfit.length > 0 && (
          <p className="error-text">
            {t('alerts.query.unfit', { terms: unfit.join(', ') })}{' '}
            <Button size="compact-xs" variant="default" onClick={() => onChange(fitQuery(value))}>
              {t('alerts.query.fit')}
            </Button>
          </p>
        )}
      </div>
      {value.trim() === '' && (
        <p className="condition-examples">
          {t('alerts.query.examples')}{' '}
          {examples.map((query) => (
            <button
              key={query}
              type="button"
              aria-label={t('alerts.query.takeExample', { query })}
              onClick={() => onChange(query)}
            >
              <code>{query}</code>
            </button>
          ))}
        </p>
      )}
    </div>
  );
};
