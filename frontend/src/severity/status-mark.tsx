import type { FindingStatus } from '@cspmexa/contracts';
import { IconCircleCheck, IconCircleDot, IconCircleHalf2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const icons = { open: IconCircleDot, resolved: IconCircleCheck, excepted: IconCircleHalf2 } as const;

/** The status of a finding as an icon and a word. */
export const StatusMark = ({
  status,
  reopened = false,
}: {
  readonly status: FindingStatus;
  readonly reopened?: boolean;
}) => {
  const { t } = useTranslation();
  const Icon = icons[status];
  return (
    <span className="status" data-status={status}>
      <Icon size={15} aria-hidden />
      {t(status === 'open' && reopened ? 'findings.reopened' : `findings.status.${status}`)}
    </span>
  );
};
