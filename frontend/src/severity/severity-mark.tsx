import type { Severity } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';

/** A severity as a letter in a square, and the word beside it; never as colour alone. `compact` hides the word from sight only. */
export const SeverityMark = ({
  severity,
  compact = false,
}: {
  readonly severity: Severity;
  readonly compact?: boolean;
}) => {
  const { t } = useTranslation();
  const word = t(`severity.${severity}`);
  return (
    <span className="severity" data-severity={severity} title={compact ? word : undefined}>
      <span className="severity-letter" aria-hidden>
        {word.charAt(0)}
      </span>
      <span className={compact ? 'visually-hidden' : undefined}>{word}</span>
    </span>
  );
};
