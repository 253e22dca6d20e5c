import type { ComplianceControl } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { VerdictCounts } from '../policies/verdict-counts.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { AttestedMark, ControlStatusMark } from './control-status-mark.js';

interface Props {
  readonly control: ComplianceControl;
  readonly url: string;
  readonly isOpen: boolean;
}

/** One control of the tree; the whole line opens it. */
export const ControlRow = ({ control, url, isOpen }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const { number, title, status, attested, level, severity, assessment, policies, counts } = control;
  return (
    <li className="control-row" data-selected={isOpen || undefined}>
      <span className="control-state">
        <ControlStatusMark status={status} />
        {attested && <AttestedMark />}
      </span>
      <span className="control-name">
        <Link to={url} className="row-link" data-control-id={control.id}>
          <span className="control-number">{number}</span> {text(title)}
        </Link>
        <span className="control-facts">
          {severity && <SeverityMark severity={severity} />}
          {level && <span className="chip">{level}</span>}
          {policies > 0 ? (
            <span>{t('compliance.policies', { count: policies })}</span>
          ) : (
            <span>{assessment === 'manual' ? t('compliance.assessments.manual') : t('compliance.noPolicies')}</span>
          )}
        </span>
      </span>
      <span className="control-counts">{policies > 0 && <VerdictCounts counts={counts} />}</span>
    </li>
  );
};
