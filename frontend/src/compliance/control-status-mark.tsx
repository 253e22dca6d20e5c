import type { ControlStatus } from '@cspmexa/contracts';
import {
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconHelpCircle,
  IconUserCheck,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export const statusIcons = {
  passed: IconCircleCheck,
  failed: IconCircleX,
  unknown: IconHelpCircle,
  manual: IconUserQuestion,
  'not-applicable': IconCircleMinus,
} as const satisfies Record<ControlStatus, unknown>;

/** The status of a control as an icon and a word; what it means on hover. */
export const ControlStatusMark = ({ status }: { readonly status: ControlStatus }) => {
  const { t } = useTranslation();
  const Icon = statusIcons[status];
  return (
    <span className="control-status" data-control={status} title={t(`compliance.statusWhy.${status}`)}>
      <Icon size={16} aria-hidden />
      {t(`compliance.status.${status}`)}
    </span>
  );
};

/** That a person decided it. */
export const AttestedMark = () => {
  const { t } = useTranslation();
  return (
    <span className="attested">
      <IconUserCheck size={13} aria-hidden />
      {t('compliance.attested')}
    </span>
  );
};
