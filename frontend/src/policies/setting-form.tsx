import { PolicySettingInput, type PolicyDetail } from '@cspmexa/contracts';
import { Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFlask } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { BusyButton } from './busy-button.js';
import { DryRun } from './dry-run.js';
import { ParameterField } from './parameter-field.js';
import { useSetPolicy } from './policies-queries.js';
import {
  draftOf,
  inherited,
  isInRange,
  isSameSetting,
  settingFor,
  settingInput,
  type SettingDraft,
} from './setting-draft.js';

interface Props {
  readonly policy: PolicyDetail;
  readonly accountId: string | null;
}

/** Sets the numbers and the switch of a policy, for the tenant or one account: try it, then save it. Key it by both. */
export const SettingForm = ({ policy, accountId }: Props) => {
  const { t } = useTranslation();
  const saved = draftOf(policy, accountId);
  const stamp = settingFor(policy.settings, accountId)?.at;
  const [draft, setDraft] = useState<SettingDraft>(saved);
  const [seen, setSeen] = useState(stamp);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  // Somebody set it anew, maybe here: the form starts from there.
  if (stamp !== seen) {
    setSeen(stamp);
    setDraft(saved);
  }
  const set = (patch: Partial<SettingDraft>): void => setDraft((last) => ({ ...last, ...patch }));
  const above = inherited(policy, accountId);
  const input = settingInput(policy, draft);
  const was = settingInput(policy, saved);
  const isUntouched = isSameSetting(input, was) && input.reason === was.reason;

  const attempt = useMutation({
    mutationFn: (body: PolicySettingInput) => api.tryPolicy({ params: { policyId: policy.id }, body }),
  });
  const save = useSetPolicy(policy.id, () => {
    attempt.reset();
    notifications.show({ message: t('policies.set.saved') });
  });
  // What was tried with other numbers says nothing of these.
  const result = attempt.variables && isSameSetting(attempt.variables, input) ? attempt : undefined;

  const isFine = (): boolean => {
    const fields = refusedFields(PolicySettingInput, input);
    for (const parameter of policy.parameters)
      if (!isInRange(parameter, draft.parameters[parameter.name] ?? '')) fields.add(parameter.name);
    setRefused(fields);
    return fields.size === 0;
  };
  const state = t(above.enabled ? 'policies.set.on' : 'policies.set.off');
  const choice = draft.enabled === null ? (accountId === null ? 'on' : 'as-above') : draft.enabled ? 'on' : 'off';

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isUntouched && !save.isPending && isFine()) save.mutate(input);
      }}
    >
      <Stack gap="md">
        {policy.parameters.length > 0 ? (
          <div className="parameters">
            {policy.parameters.map((parameter) => (
              <ParameterField
                key={parameter.name}
                parameter={parameter}
                value={draft.parameters[parameter.name] ?? ''}
                otherwise={above.parameters[parameter.name] ?? parameter.default}
                onChange={(value) => set({ parameters: { ...draft.parameters, [parameter.name]: value } })}
              />
            ))}
          </div>
        ) : (
          <p className="sub">{t('policies.set.noParameters')}</p>
        )}
        <Radio.Group
          size="xs"
          label={t('policies.set.judged')}
          value={choice}
          onChange={(next) => set({ enabled: next === 'as-above' ? null : next === 'on' })}
        >
          <Group gap="md" mt={4}>
            {accountId !== null && (
              <Radio size="xs" value="as-above" label={t('policies.set.asOrganisation', { state })} />
            )}
            <Radio size="xs" value="on" label={t('policies.set.on')} />
            <Radio size="xs" value="off" label={t('policies.set.off')} />
          </Group>
        </Radio.Group>
        <Textarea
          size="xs"
          label={t('policies.set.reason')}
          description={t('policies.set.reasonHint')}
          required={input.enabled === false}
          error={refused.has('reason') && t('policies.set.reasonError')}
          value={draft.reason}
          onChange={(event) => set({ reason: event.currentTarget.value })}
        />
        <ProblemAlert error={result?.error ?? save.error} />
        {result?.data && <DryRun result={result.data} />}
        <Group gap="xs">
          <BusyButton
            size="xs"
            variant="default"
            icon={<IconFlask size={14} aria-hidden />}
            busy={attempt.isPending}
            onPress={() => !isUntouched && isFine() && attempt.mutate(input)}
          >
            {t('policies.set.try')}
          </BusyButton>
          <BusyButton type="submit" size="xs" busy={save.isPending}>
            {t('actions.save')}
          </BusyButton>
          {isUntouched && (
            <Text size="xs" c="dimmed">
              {t('policies.set.nothingChanged')}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
};
