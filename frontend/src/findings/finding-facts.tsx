import type { FindingDetail } from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { Ago, At } from '../format/moment.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { StatusMark } from '../severity/status-mark.js';
import { CopyText } from '../shell/copy-text.js';
import { Facts } from '../shell/facts.js';

/** Which resource, where, and since when. */
export const FindingFacts = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const account = useQuery(accountsQuery).data?.items.find(({ id }) => id === finding.accountId);
  const facts: [string, ReactNode][] = [
    [
      t('findings.fields.resource'),
      <span className="with-copy" key="arn">
        <span className="mono break">{finding.resourceArn}</span>
        <CopyText value={finding.resourceArn} label="ARN" />
      </span>,
    ],
    [t('findings.fields.kind'), <span className="mono">{finding.resourceKind}</span>],
    [
      t('findings.fields.account'),
      <Link to={`/accounts/${finding.accountId}`} key="account">
        {account ? `${account.name} (${finding.awsAccountId})` : finding.awsAccountId}
      </Link>,
    ],
    [t('findings.fields.place'), `${finding.service.toUpperCase()} · ${finding.region}`],
    [
      t('findings.fields.policy'),
      <Link to={`/policies/${finding.policyId}`} className="mono break" key="policy">
        {finding.policyId}
      </Link>,
    ],
    ...(finding.discriminator
      ? [
          [t('findings.fields.discriminator'), <span className="mono">{finding.discriminator}</span>] satisfies [
            string,
            ReactNode,
          ],
        ]
      : []),
    [
      t('findings.fields.opened'),
      <span key="opened">
        <At at={finding.openedAt} /> (<Ago at={finding.openedAt} />)
      </span>,
    ],
    ...(finding.resolvedAt
      ? [
          [
            t('findings.fields.resolved'),
            <span key="resolved">
              <At at={finding.resolvedAt} />
              {finding.resolution && ` · ${t(`findings.resolution.${finding.resolution}`)}`}
            </span>,
          ] satisfies [string, ReactNode],
        ]
      : []),
  ];
  return (
    <>
      <div className="marks">
        <SeverityMark severity={finding.severity} />
        <StatusMark status={finding.status} reopened={finding.reopened} />
      </div>
      <Facts facts={facts} />
    </>
  );
};
