import type { ControlEvidence } from '@cspmexa/contracts';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { VerdictCounts } from '../policies/verdict-counts.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Panel } from '../shell/panel.js';
import { Attestations } from './attestations.js';
import { AttestedMark, ControlStatusMark } from './control-status-mark.js';
import { ControlAccounts } from './control-accounts.js';
import { ControlPolicies } from './control-policies.js';
import { Unknowns } from './unknowns.js';
import { useAccountName } from './use-account-name.js';

interface Props {
  readonly frameworkId: string;
  readonly control: ControlEvidence;
  readonly accountId: string | undefined;
}

/** On what the status of a control rests: policies, accounts, what could not be looked at, and what people attest. */
export const ControlContent = ({ frameworkId, control, accountId }: Props) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  const { status, attested, level, severity, assessment, counts, findingsQuery, byPolicy, byAccount, unknowns } =
    control;
  return (
    <div className="finding">
      <div className="control-head">
        <div className="marks">
          <ControlStatusMark status={status} />
          {attested && <AttestedMark />}
          {severity && <SeverityMark severity={severity} />}
          {level && <span className="chip">{level}</span>}
          <span className="chip">{t(`compliance.assessments.${assessment}`)}</span>
          <span className="sub">{accountId ? nameOf(accountId) : t('compliance.allAccounts')}</span>
        </div>
        <p className="sub">{t(`compliance.statusWhy.${status}`)}</p>
        {counts.fail > 0 && (
          <Link to={`/findings?${new URLSearchParams({ q: findingsQuery })}`} className="onward">
            {t('compliance.failing')}
            <IconArrowRight size={14} aria-hidden />
          </Link>
        )}
      </div>
      <Panel
        title={t('compliance.byPolicy')}
        flush={byPolicy.length > 0}
        aside={byPolicy.length > 1 && <VerdictCounts counts={counts} />}
      >
        {byPolicy.length > 0 ? (
          <ControlPolicies policies={byPolicy} accountId={accountId} />
        ) : (
          <p className="sub">{t('compliance.noPolicies')}</p>
        )}
      </Panel>
      {unknowns.length > 0 && <Unknowns unknowns={unknowns} accountId={accountId} />}
      {byAccount.length > 0 && (
        <Panel title={t('compliance.byAccount')} flush>
          <ControlAccounts
            frameworkId={frameworkId}
            controlId={control.id}
            accounts={byAccount}
            isJudgedByPolicies={byPolicy.length > 0}
          />
        </Panel>
      )}
      <Attestations control={control} accountId={accountId} />
    </div>
  );
};
