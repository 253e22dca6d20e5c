import type { Attestation } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { Confirm } from '../states/confirm.js';
import { useAccountName } from './use-account-name.js';

const marks = {
  met: { icon: IconCircleCheck, control: 'passed' },
  'not-met': { icon: IconCircleX, control: 'failed' },
  'not-applicable': { icon: IconCircleMinus, control: 'not-applicable' },
} as const;

interface Props {
  readonly attestation: Attestation;
  readonly mayRemove: boolean;
}

/** What a person said: the verdict, for whom, why, on what evidence, and until when it counts. */
export const AttestationEntry = ({ attestation, mayRemove }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAccountName();
  const queries = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const { controlId, accountId, verdict, note, evidenceUrl, by, at, until, expired } = attestation;
  const remove = useMutation({
    mutationFn: () => api.removeAttestation({ query: { controlId, ...(accountId ? { accountId } : {}) } }),
    onSuccess: async () => {
      close();
      await queries.invalidateQueries({ queryKey: keys.compliance });
    },
  });
  const { icon: Icon, control } = marks[verdict];
  return (
    <li data-expired={expired || undefined}>
      <div className="marks">
        <span className="control-status" data-control={control}>
          <Icon size={16} aria-hidden />
          {t(`compliance.verdictsOf.${verdict}`)}
        </span>
        <span>{accountId ? nameOf(accountId) : t('compliance.allAccounts')}</span>
        {expired && (
          <span className="chip" data-tone="bad">
            {t('compliance.expired')}
          </span>
        )}
        <time className="sub" dateTime={until} title={until}>
          {t(expired ? 'compliance.endedOn' : 'compliance.holdsUntil', { date: format.date(until) })}
        </time>
      </div>
      <p className="attestation-note">{note}</p>
      <div className="marks">
        {evidenceUrl && <EvidenceLink url={evidenceUrl} />}
        <span className="sub">
          {by} · <Ago at={at} />
        </span>
        {mayRemove && (
          <Button size="compact-xs" variant="subtle" onClick={open}>
            {t('compliance.takeBack')}
          </Button>
        )}
      </div>
      <Confirm
        opened={asking}
        title={t('compliance.takeBackTitle')}
        confirm={t('compliance.takeBack')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        {t('compliance.takeBackWhy')}
      </Confirm>
    </li>
  );
};

/** A link only where it leads to the web: what a person typed is never run. */
const EvidenceLink = ({ url }: { readonly url: string }) => {
  const { t } = useTranslation();
  if (!/^https?:\/\//i.test(url)) return <span className="mono break">{url}</span>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow" className="onward" title={url}>
      {t('compliance.evidenceLink')}
      <IconExternalLink size={13} aria-hidden />
    </a>
  );
};
