import type { FindingDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { Panel } from '../shell/panel.js';
import { ChangeCause } from './change-cause.js';
import { Changes } from './changes.js';

/** The newest change that made it what it is, if one is known. */
export const openingChangeOf = (history: FindingDetail['history']) =>
  [...history]
    .sort((a, b) => b.at.localeCompare(a.at))
    .find(
      ({ change, changes, cause }) =>
        (change === 'opened' || change === 'reopened' || change === 'worsened') &&
        ((changes?.length ?? 0) > 0 || cause),
    );

/** The configuration before and after the change that opened a finding, and who made it. Absent where nothing is known of it. */
export const OpeningChange = ({ history }: Pick<FindingDetail, 'history'>) => {
  const { t } = useTranslation();
  const opening = openingChangeOf(history);
  if (!opening) return null;
  const { changes, cause, at } = opening;
  return (
    <Panel title={t('detail.opening')}>
      <Text className="sub">{t('detail.openingLead')}</Text>
      <p>
        {cause ? (
          <ChangeCause cause={cause} />
        ) : (
          <>
            <At at={at} /> · {t('detail.noCause')}
          </>
        )}
      </p>
      {changes && changes.length > 0 && <Changes changes={changes} />}
    </Panel>
  );
};
