import type { QueryProblem } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly id: string;
  readonly problems: readonly QueryProblem[];
}

/** What cannot be understood of a query, in the reader's words, and what may stand there instead. */
export const QueryProblems = ({ id, problems }: Props) => {
  const { t } = useTranslation();
  return (
    <ul className="query-problems" id={id} aria-live="polite">
      {problems.map(({ code, term, from, expected }) => (
        <li key={`${from} ${code}`}>
          {t(`query.problems.${code}`, { term })}
          {expected.length > 0 && (
            <>
              {' '}
              {t('query.use')}{' '}
              {expected.map((one) => (
                <code key={one}>{one}</code>
              ))}
            </>
          )}
        </li>
      ))}
    </ul>
  );
};
