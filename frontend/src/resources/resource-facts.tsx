import type { InventoryResourceDetail } from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { Ago, At } from '../format/moment.js';
import { CopyText } from '../shell/copy-text.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { useKindName } from './names.js';
import { Tags } from './tags.js';

/** Which resource it is, whose, where, and since when. */
export const ResourceFacts = ({ resource }: { readonly resource: z.infer<typeof InventoryResourceDetail> }) => {
  const { t } = useTranslation();
  const kindName = useKindName();
  const { accountId, awsAccountId, arn, kind, service, region, tags, firstSeenAt, changedAt, deletedAt } = resource;
  const account = useQuery(accountsQuery).data?.items.find(({ id }) => id === accountId);
  const moment = (at: string): ReactNode => (
    <>
      <At at={at} /> (<Ago at={at} />)
    </>
  );
  const facts: [string, ReactNode][] = [
    [
      'ARN',
      <span className="with-copy" key="arn">
        <span className="mono break">{arn}</span>
        <CopyText value={arn} label="ARN" />
      </span>,
    ],
    [
      t('resources.fields.kind'),
      <span key="kind">
        {kindName(kind)} <code className="sub-inline">{kind}</code>
      </span>,
    ],
    [
      t('resources.fields.account'),
      <Link to={`/accounts/${accountId}`} key="account">
        {account ? `${account.name} (${awsAccountId})` : awsAccountId}
      </Link>,
    ],
    [t('resources.fields.place'), `${service.toUpperCase()} · ${region}`],
    [t('resources.fields.firstSeen'), moment(firstSeenAt)],
    [t('resources.fields.changed'), moment(changedAt)],
    ...(deletedAt ? [[t('resources.fields.deleted'), moment(deletedAt)] satisfies [string, ReactNode]] : []),
    [
      t('resources.fields.tags'),
      Object.keys(tags).length > 0 ? (
        <Tags tags={tags} key="tags" />
      ) : (
        <span className="value-none">{t('resources.none')}</span>
      ),
    ],
  ];
  return (
    <Panel title={t('resources.facts')}>
      <Facts facts={facts} />
    </Panel>
  );
};
