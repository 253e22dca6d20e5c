import { Language, type AlertRuleInput } from '@cspmexa/contracts';
import { ActionIcon, Button, Checkbox, Fieldset, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';

type Recipients = AlertRuleInput['recipients'];

interface Props {
  readonly value: Recipients;
  /** The owners of the account of a finding are mailed, too. */
  readonly toOwners: boolean;
  readonly onOwners: (toOwners: boolean) => void;
  readonly refused: ReadonlySet<string>;
  readonly onChange: (recipients: Recipients) => void;
}

/** Who gets the mails, each in their own language. */
export const RecipientFields = ({ value, toOwners, onOwners, refused, onChange }: Props) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const set = (at: number, patch: Partial<Recipients[number]>): void =>
    onChange(value.map((recipient, index) => (index === at ? { ...recipient, ...patch } : recipient)));
  return (
    <Fieldset className="rule-part" legend={t('alerts.recipients')}>
      <div className="recipients">
        {value.map((recipient, index) => (
          <div key={index} className="recipient">
            <TextInput
              type="email"
              autoComplete="off"
              aria-label={t('alerts.email', { number: index + 1 })}
              placeholder="ana@example.com"
              value={recipient.email}
              error={refused.has(`recipients.${index}`) && t('form.email')}
              onChange={(event) => set(index, { email: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('alerts.languageOf', { number: index + 1 })}
              value={recipient.language}
              data={Language.options.map((option) => ({ value: option, label: t(`alerts.languages.${option}`) }))}
              onChange={(event) => set(index, { language: Language.parse(event.currentTarget.value) })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              className="quiet"
              size="lg"
              aria-label={t('alerts.removeRecipient', { number: index + 1 })}
              onClick={() => onChange(value.filter((_, other) => other !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={value.length >= 50}
          onClick={() => onChange([...value, { email: '', language }])}
        >
          {t('alerts.addRecipient')}
        </Button>
        <Checkbox
          label={t('alerts.toOwners')}
          description={t('alerts.toOwnersHint')}
          checked={toOwners}
          onChange={(event) => onOwners(event.currentTarget.checked)}
        />
        {value.length === 0 && !toOwners && (
          <Text size="xs" className="error-text" role="alert">
            {t('alerts.nobody')}
          </Text>
        )}
      </div>
    </Fieldset>
  );
};
