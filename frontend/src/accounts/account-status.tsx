import type { Account } from '@cspmexa/contracts';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const looks = {
  ready: { icon: IconCircleCheck, tone: 'good' },
  failing: { icon: IconAlertTriangle, tone: 'bad' },
  unchecked: { icon: IconCircleDashed, tone: 'plain' },
  off: { icon: IconPlayerPause, tone: 'plain' },
} as const;

/** Whether an account can be read, as far as the last look at its credentials said. */
export const AccountStatus = ({ account }: { readonly account: Pick<Account, 'status' | 'enabled'> }) => {
  const { t } = useTranslation();
  const state = account.enabled ? account.status : 'off';
  const { icon: Icon, tone } = looks[state];
  return (
    <span className="mark" data-tone={tone}>
      <Icon size={15} aria-hidden />
      {t(`accounts.status.${state}`)}
    </span>
  );
};
