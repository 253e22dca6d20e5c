import type { Finding } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconRefreshDot } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { isRunning } from '../scans/scan-progress.js';
import { scanQuery } from '../scans/scans-queries.js';
import { useCan } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';

interface Props {
  readonly finding: Pick<Finding, 'accountId' | 'resourceArn'>;
  /** What the button says where there is no finding to verify. */
  readonly label?: string;
}

/** Looks at the resource again, and tells how that goes. The finding itself changes through the live events. */
export const VerifyNow = ({ finding, label }: Props) => {
  const { t } = useTranslation();
  const mayRun = useCan()('scans:run');
  const queries = useQueryClient();
  const { accountId, resourceArn } = finding;
  const start = useMutation({
    mutationFn: () => api.startScan({ body: { accountId, scope: { resources: [resourceArn] } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.scans }),
  });
  const scanId = start.data?.id;
  const scan = useQuery({
    ...scanQuery(scanId ?? ''),
    enabled: scanId !== undefined,
    refetchInterval: ({ state }) => (state.data && !isRunning(state.data.state) ? false : 1_000),
  });
  if (!mayRun) return null;
  const state = scan.data?.state ?? start.data?.state;
  const isBusy = start.isPending || (state !== undefined && isRunning(state));
  return (
    <div className="verify">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRefreshDot size={14} aria-hidden />}
        loading={isBusy}
        onClick={() => start.mutate()}
      >
        {label ?? t('findings.verify')}
      </Button>
      <span className="sub" role="status">
        {state && scanId && (
          <>
            {t(isBusy ? 'findings.verifying' : 'findings.verified')} ·{' '}
            <Link to={`/scans/${scanId}`}>{t(`scans.state.${state}`)}</Link>
          </>
        )}
      </span>
      <ProblemAlert error={start.error} />
    </div>
  );
};
