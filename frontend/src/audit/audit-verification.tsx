import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** Has the whole trail read, and says whether it is as it was written. */
export const AuditVerification = () => {
  const { t } = useTranslation();
  const verify = useMutation({ mutationFn: () => api.verifyAuditTrail() });
  const broken = verify.data?.broken;
  return (
    <>
      <Button size="xs" variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
        {t('audit.verify')}
      </Button>
      <ProblemAlert error={verify.error} />
      {verify.data && (
        <Alert
          className={broken ? 'problem' : 'good'}
          role="status"
          icon={broken ? <IconAlertTriangle size={18} /> : <IconShieldCheck size={18} />}
        >
          {broken
            ? `${t(`audit.broken.${broken.problem}`, { seq: broken.seq })}`
            : t('audit.whole', { count: verify.data.entries })}
        </Alert>
      )}
    </>
  );
};
