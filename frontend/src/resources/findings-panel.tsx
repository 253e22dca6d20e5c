import { termText } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { useCan } from '../session/use-session.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { StatusMark } from '../severity/status-mark.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { findingsOnQuery } from './resources-queries.js';

interface Props {
  readonly accountId: string;
  readonly arn: string;
  /** It is there and all of it could be read: only then is no finding good news. */
  readonly isWhole: boolean;
}

/** What is wrong with a resource, the worst first. */
export const FindingsPanel = ({ accountId, arn, isWhole }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const maySee = useCan()('findings:read');
  const findings = useQuery({ ...findingsOnQuery(accountId, arn), enabled: maySee });
  if (!maySee) return null;
  const q = termText({ key: 'resource', values: [arn], negated: false });
  return (
    <Panel
      title={t('resources.findings')}
      aside={<Link to={`/findings?${new URLSearchParams({ q })}`}>{t('actions.seeAll')}</Link>}
    >
      <QueryView query={findings} skeleton={<RowSkeleton rows={3} height={40} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="mark" data-tone={isWhole ? 'good' : 'plain'}>
              <IconShieldCheck size={16} aria-hidden />
              {t('resources.noFindings')}
            </p>
          ) : (
            <>
              <ul className="resource-findings">
                {items.map(({ id, title, severity, status, reopened, discriminator }) => (
                  <li key={id}>
                    <SeverityMark severity={severity} compact />
                    <span>
                      <Link to={`/findings/${id}?${new URLSearchParams({ q })}`}>{text(title)}</Link>
                      {discriminator && <span className="sub mono break">{discriminator}</span>}
                    </span>
                    {(status !== 'open' || reopened) && <StatusMark status={status} reopened={reopened} />}
                  </li>
                ))}
              </ul>
              {items.length >= 50 && (
                <Text size="xs" c="dimmed">
                  {t('resources.firstFindings', { count: items.length })}
                </Text>
              )}
            </>
          )
        }
      </QueryView>
    </Panel>
  );
};
