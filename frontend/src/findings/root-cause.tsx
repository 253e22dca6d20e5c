import { quoted, type FindingDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { Panel } from '../shell/panel.js';

/** What has to be put right, and what else ends with it. Absent where it ends nothing else. */
export const RootCause = ({ cause: { key, title, findings } }: Pick<FindingDetail, 'cause'>) => {
  const { t } = useTranslation();
  const text = useText();
  if (!key || findings < 2) return null;
  return (
    <Panel title={t('detail.rootCause')}>
      <p>
        <strong className="break">{text(title)}</strong>
      </p>
      <Link to={`/findings?q=${encodeURIComponent(`is:open cause:${quoted(key)}`)}`}>
        {t('detail.rootCauseEnds', { count: findings })}
      </Link>
    </Panel>
  );
};
