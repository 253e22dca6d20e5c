import { AwsRegion, AwsService, type Scope } from '@cspmexa/contracts';
import { Checkbox, Group, Stack, TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { awsRegions } from '../aws/regions.js';

interface Props {
  readonly value: Scope;
  readonly onChange: (scope: Scope) => void;
}

/** Which services and regions to look at; nothing chosen means all. */
export const ScopeFields = ({ value, onChange }: Props) => {
  const { t } = useTranslation();
  const odd = value.regions.filter((region) => !AwsRegion.safeParse(region).success);
  return (
    <Stack gap="sm">
      <Checkbox.Group
        label={t('scope.services')}
        description={t('scope.servicesHint')}
        value={value.services}
        onChange={(services) => onChange({ ...value, services: AwsService.array().parse(services) })}
      >
        <Group gap="md" mt={6}>
          {AwsService.options.map((service) => (
            <Checkbox key={service} size="xs" value={service} label={t(`scope.names.${service}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <TagsInput
        label={t('scope.regions')}
        description={t('scope.regionsHint')}
        placeholder={value.regions.length === 0 ? t('scope.allRegions') : ''}
        data={[...awsRegions]}
        value={value.regions}
        onChange={(regions) => onChange({ ...value, regions })}
        error={odd.length > 0 && t('scope.regionError', { names: odd.join(', ') })}
        clearable
        clearButtonProps={{ 'aria-label': t('table.clear') }}
      />
    </Stack>
  );
};
