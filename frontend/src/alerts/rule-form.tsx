import { AlertRuleInput, AwsService, Severity } from '@cspmexa/contracts';
import { Button, Checkbox, Fieldset, Group, MultiSelect, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryField } from './query-field.js';
import { QuietFields } from './quiet-fields.js';
import { RecipientFields } from './recipient-fields.js';
import { TestRule } from './test-rule.js';
import { TimingFields } from './timing-fields.js';

interface Props {
  /** Absent for a new rule. */
  readonly ruleId?: string;
  readonly initial: AlertRuleInput;
  readonly onDone: () => void;
}

/** What a test needs; whom the rule names and what it is called, it does not. */
const needed = ['q', 'timing', 'timeZone', 'quietHours'];

/** Who is mailed about which findings, and how often. */
export const RuleForm = ({ ruleId, initial, onDone }: Props) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const [rule, setRule] = useState(initial);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const fields = refusedFields(AlertRuleInput, rule);
  const set = (patch: Partial<AlertRuleInput>): void => setRule({ ...rule, ...patch });
  const done = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: keys.alertRules });
    onDone();
  };
  const save = useMutation({
    mutationFn: () =>
      ruleId ? api.changeAlertRule({ params: { ruleId }, body: rule }) : api.addAlertRule({ body: rule }),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.removeAlertRule({ params: { ruleId: id } }),
    onSuccess: done,
  });

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setRefused(fields);
        if (fields.size === 0) save.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('alerts.fields.name')}
          required
          maxLength={100}
          data-autofocus
          value={rule.name}
          error={refused.has('name') && t('form.required')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Fieldset className="rule-part" legend={t('alerts.sections.what')}>
          <Stack gap="md">
            <NativeSelect
              label={t('alerts.fields.minSeverity')}
              description={t('alerts.minSeverityHint')}
              value={rule.minSeverity}
              data={Severity.options.map((value) => ({ value, label: t(`severity.${value}`) }))}
              onChange={(event) => set({ minSeverity: Severity.parse(event.currentTarget.value) })}
            />
            <Checkbox.Group
              label={t('scope.services')}
              description={t('scope.servicesHint')}
              value={rule.services}
              onChange={(services) => set({ services: AwsService.array().parse(services) })}
            >
              <Group gap="md" mt={6}>
                {AwsService.options.map((service) => (
                  <Checkbox key={service} size="xs" value={service} label={t(`scope.names.${service}`)} />
                ))}
              </Group>
            </Checkbox.Group>
            <MultiSelect
              label={t('alerts.accountsLabel')}
              description={t('alerts.accountsHint')}
              placeholder={rule.accountIds.length === 0 ? t('alerts.allAccounts') : ''}
              searchable
              clearable
              clearButtonProps={{ 'aria-label': t('table.clear') }}
              data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              value={rule.accountIds}
              onChange={(accountIds) => set({ accountIds })}
            />
            <QueryField value={rule.q} onChange={(q) => set({ q })} />
          </Stack>
        </Fieldset>
        <RecipientFields
          value={rule.recipients}
          toOwners={rule.toOwners}
          refused={refused}
          onChange={(recipients) => set({ recipients })}
          onOwners={(toOwners) => set({ toOwners })}
        />
        <Fieldset className="rule-part" legend={t('alerts.sections.when')}>
          <Stack gap="md">
            <TimingFields
              timing={rule.timing}
              timeZone={rule.timeZone}
              needsZone={rule.quietHours !== null}
              refused={fields}
              onChange={set}
            />
            <QuietFields value={rule.quietHours} refused={fields} onChange={(quietHours) => set({ quietHours })} />
          </Stack>
        </Fieldset>
        <Checkbox
          label={t('alerts.fields.enabled')}
          checked={rule.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <TestRule rule={rule} isSendable={![...fields].some((field) => needed.includes(field))} />
        <ProblemAlert error={save.error ?? remove.error} />
        <Group justify="space-between">
          <FormActions isBusy={save.isPending} onCancel={onDone}>
            {t('actions.save')}
          </FormActions>
          {ruleId && (
            <Button size="sm" className="danger" loading={remove.isPending} onClick={() => remove.mutate(ruleId)}>
              {t('alerts.remove')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
};
