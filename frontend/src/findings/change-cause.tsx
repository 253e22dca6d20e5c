import type { FindingDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';

type Cause = NonNullable<FindingDetail['history'][number]['cause']>;

/** The event in AWS that changed something: what was called, by whom and when. */
export const ChangeCause = ({ cause }: { readonly cause: Pick<Cause, 'eventName' | 'actor' | 'at'> }) => {
  const { t } = useTranslation();
  return (
    <>
      <strong className="mono">{cause.eventName}</strong> ·{' '}
      <span className="break">{cause.actor ?? t('scans.actorUnknown')}</span> · <At at={cause.at} />
    </>
  );
};
