import { quoted, type FindingDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { StatusMark } from '../severity/status-mark.js';
import { Panel } from '../shell/panel.js';

/** How many are named before a link to the list. */
const shown = 8;

/** What else is wrong with the same resource. */
export const SameResource = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const text = useText();
  const { accountId, resourceArn } = finding;
  const { data } = useQuery({
    queryKey: [...keys.findings, 'of-resource', accountId, resourceArn],
    queryFn: ({ signal }) =>
      api.listFindings(
        { query: { accountId: [accountId], resourceArn, status: ['open', 'excepted'], limit: shown + 1 } },
        { signal },
      ),
  });
  if (!data) return null;
  const others = data.items.filter(({ id }) => id !== finding.id);
  const total = data.total ?? 0;
  return (
    <Panel title={t('detail.others')}>
      {others.length === 0 && <Text className="sub">{t('detail.noOthers')}</Text>}
      <ul className="same-resource">
        {others.slice(0, shown).map(({ id, severity, status, reopened, title, discriminator }) => (
          <li key={id}>
            <SeverityMark severity={severity} compact />
            <Link to={`/findings/${id}`}>
              {text(title)}
              {discriminator && <span className="discriminator mono">{discriminator}</span>}
            </Link>
            {status !== 'open' && <StatusMark status={status} reopened={reopened} />}
          </li>
        ))}
      </ul>
      {total > others.length && others.length > 0 && (
        <Link to={`/findings?q=${encodeURIComponent(`resource:${quoted(resourceArn)}`)}`}>
          {t('detail.allOthers', { count: total })}
        </Link>
      )}
    </Panel>
  );
};
