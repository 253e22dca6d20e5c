import type { DeliveryState } from '@cspmexa/contracts';
import { IconCircleCheck, IconCircleX, IconClock, IconSend, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const looks: Readonly<Record<DeliveryState, { readonly icon: TablerIcon; readonly tone: string }>> = {
  queued: { icon: IconClock, tone: 'plain' },
  sending: { icon: IconSend, tone: 'busy' },
  sent: { icon: IconCircleCheck, tone: 'good' },
  failed: { icon: IconCircleX, tone: 'bad' },
};

/** How far a mail got. */
export const DeliveryStateMark = ({ state }: { readonly state: DeliveryState }) => {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className="mark" data-tone={tone}>
      <Icon size={15} aria-hidden />
      {t(`alerts.state.${state}`)}
    </span>
  );
};
