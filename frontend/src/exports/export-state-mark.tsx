import type { Export } from '@cspmexa/contracts';
import { IconCircleCheck, IconCircleX, IconClock, IconProgress, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const looks: Readonly<Record<Export['state'], { readonly icon: TablerIcon; readonly tone: string }>> = {
  queued: { icon: IconClock, tone: 'plain' },
  running: { icon: IconProgress, tone: 'busy' },
  done: { icon: IconCircleCheck, tone: 'good' },
  failed: { icon: IconCircleX, tone: 'bad' },
};

/** The state of an export as an icon and a word. */
export const ExportStateMark = ({ state }: { readonly state: Export['state'] }) => {
  const { t } = useTranslation();
  const { icon: Icon, tone } = looks[state];
  return (
    <span className="mark" data-tone={tone}>
      <Icon size={15} aria-hidden />
      {t(`exports.state.${state}`)}
    </span>
  );
};
