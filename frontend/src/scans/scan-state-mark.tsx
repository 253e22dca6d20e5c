import { ScanState } from '@cspmexa/contracts';
import {
  IconBan,
  IconCircleCheck,
  IconCircleHalf2,
  IconCircleX,
  IconClock,
  IconProgress,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const looks: Readonly<Record<ScanState, { readonly icon: TablerIcon; readonly tone: string }>> = {
  queued: { icon: IconClock, tone: 'plain' },
  running: { icon: IconProgress, tone: 'busy' },
  complete: { icon: IconCircleCheck, tone: 'good' },
  partial: { icon: IconCircleHalf2, tone: 'warn' },
  failed: { icon: IconCircleX, tone: 'bad' },
  cancelled: { icon: IconBan, tone: 'plain' },
};

/** The state of a scan as an icon and a word. A state that this page does not know is shown as it is. */
export const ScanStateMark = ({ state }: { readonly state: string }) => {
  const { t } = useTranslation();
  const known = ScanState.safeParse(state).data;
  if (!known) return <span className="mark">{state}</span>;
  const { icon: Icon, tone } = looks[known];
  return (
    <span className="mark" data-tone={tone}>
      <Icon size={15} aria-hidden />
      {t(`scans.state.${known}`)}
    </span>
  );
};
