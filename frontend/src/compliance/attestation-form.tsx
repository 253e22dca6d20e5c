import { AttestationInput, type Attestation } from '@cspmexa/contracts';
import { Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { useMe } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { AccountSelect } from './account-select.js';
import { attestationDays, attestationInput, isDayAllowed, type AttestationDraft } from './attestation-input.js';

interface Props {
  readonly controlId: string;
  readonly attestations: readonly Attestation[];
  /** The account that the page is about; null: all. */
  readonly accountId: string | null;
  readonly onDone: () => void;
}

/** Asks what a person says of a control, on what evidence, for whom and until when. */
export const AttestationForm = ({ controlId, attestations, accountId, onDone }: Props) => {
  const { t } = useTranslation();
  const { member } = useMe();
  const queries = useQueryClient();
  const [days] = useState(() => attestationDays(new Date()));
  // Who sees some accounts only cannot speak for all.
  const maySayForAll = member.accountIds.length === 0;
  const [draft, setDraft] = useState<AttestationDraft>({
    accountId: accountId ?? (maySayForAll ? null : (member.accountIds[0] ?? null)),
    verdict: 'met',
    note: '',
    evidenceUrl: '',
    until: days.usual,
  });
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const set = (patch: Partial<AttestationDraft>): void => setDraft((last) => ({ ...last, ...patch }));
  const replaced = attestations.find((one) => one.accountId === draft.accountId && !one.expired);
  const save = useMutation({
    mutationFn: () => api.attestControl({ body: attestationInput(controlId, draft) }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.compliance });
      onDone();
    },
  });

  return (
    <form
      noValidate
      className="attestation-form"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = refusedFields(AttestationInput, attestationInput(controlId, draft));
        if (!isDayAllowed(draft.until, new Date())) fields.add('until');
        setRefused(fields);
        if (fields.size === 0) save.mutate();
      }}
    >
      <Stack gap="sm">
        <Radio.Group
          size="xs"
          label={t('compliance.verdict')}
          value={draft.verdict}
          onChange={(verdict) => set({ verdict: AttestationInput.shape.verdict.parse(verdict) })}
        >
          <Group gap="md" mt={4}>
            {AttestationInput.shape.verdict.options.map((verdict) => (
              <Radio
                key={verdict}
                size="xs"
                value={verdict}
                label={t(`compliance.verdictsOf.${verdict}`)}
                // The button that opened the form is gone.
                autoFocus={verdict === draft.verdict}
              />
            ))}
          </Group>
        </Radio.Group>
        <Textarea
          size="xs"
          label={t('compliance.note')}
          description={t('compliance.noteHint')}
          required
          error={refused.has('note') && t('compliance.noteError')}
          value={draft.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <TextInput
          size="xs"
          type="url"
          label={t('compliance.evidenceUrl')}
          placeholder="https://"
          error={refused.has('evidenceUrl') && t('compliance.evidenceUrlError')}
          value={draft.evidenceUrl}
          onChange={(event) => set({ evidenceUrl: event.currentTarget.value })}
        />
        <div className="form-pair">
          <AccountSelect
            label={t('compliance.forWhom')}
            all={t('compliance.allAccounts')}
            withAll={maySayForAll}
            value={draft.accountId}
            onChange={(id) => set({ accountId: id })}
          />
          <TextInput
            size="xs"
            type="date"
            label={t('compliance.until')}
            description={t('compliance.untilHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            min={days.first}
            max={days.last}
            error={refused.has('until') && t('compliance.untilError')}
            value={draft.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
        </div>
        {replaced && (
          <Text size="xs" c="dimmed">
            {t('compliance.replaces', { by: replaced.by })}
          </Text>
        )}
        <ProblemAlert error={save.error} />
        <FormActions isBusy={save.isPending} onCancel={onDone} size="xs">
          {t('compliance.saveAttestation')}
        </FormActions>
      </Stack>
    </form>
  );
};
