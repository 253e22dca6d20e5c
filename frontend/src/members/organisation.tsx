import { Role, TenantPatch, type Tenant } from '@cspmexa/contracts';
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { refusedFields } from '../form/refused-fields.js';
import { useCan } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { tenantQuery } from './members-queries.js';

/** The organisation and its rules. */
export const Organisation = () => {
  const tenant = useQuery(tenantQuery);
  return (
    <QueryView query={tenant} skeleton={<RowSkeleton rows={4} />}>
      {(data) => <OrganisationForm key={data.id} tenant={data} />}
    </QueryView>
  );
};

const OrganisationForm = ({ tenant }: { readonly tenant: Tenant }) => {
  const { t } = useTranslation();
  const mayChange = useCan()('tenant:write');
  const queries = useQueryClient();
  const [name, setName] = useState(tenant.name);
  const [mfaRequiredFor, setMfaRequiredFor] = useState<readonly Role[]>(tenant.mfaRequiredFor);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const input = { name: name.trim(), mfaRequiredFor: [...mfaRequiredFor] };
  const save = useMutation({
    mutationFn: () => api.changeTenant({ body: input }),
    onSuccess: async () => {
      notifications.show({ message: t('actions.saved') });
      await queries.invalidateQueries({ queryKey: keys.tenant });
      await queries.invalidateQueries({ queryKey: keys.me });
    },
  });
  return (
    <Panel title={t('members.tabs.organisation')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const fields = refusedFields(TenantPatch, input);
          setRefused(fields);
          if (fields.size === 0) save.mutate();
        }}
      >
        <Stack gap="md" className="form">
          <TextInput
            label={t('members.organisationName')}
            required
            disabled={!mayChange}
            value={name}
            error={refused.has('name') && t(name.trim() ? 'form.tooLong' : 'form.required')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={t('members.mfaRequiredFor')}
            description={t('members.mfaRequiredHint')}
            value={[...mfaRequiredFor]}
            onChange={(roles) => setMfaRequiredFor(Role.array().parse(roles))}
          >
            <Group mt="xs">
              {Role.options.map((role) => (
                <Checkbox key={role} value={role} size="sm" disabled={!mayChange} label={t(`members.roles.${role}`)} />
              ))}
            </Group>
          </Checkbox.Group>
          <ProblemAlert error={save.error} />
          {mayChange && (
            <Group>
              <Button type="submit" size="sm" loading={save.isPending}>
                {t('actions.save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
    </Panel>
  );
};
