import { Language, type AlertRuleInput } from '@cspmexa/contracts';
import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';

type Recipients = AlertRuleInput['recipients'];

interface Props {
  readonly value: Recipients;
  readonly refused: ReadonlySet<string>;
  readonly onChange: (recipients: Recipients) => void;
}

/** Who gets the mails, each in their own language. */
export const RecipientFields = ({ value, refused, onChange }: Props) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const set = (at: number, patch: Partial<Recipients[number]>): void =>
    onChange(value.map((recipient, index) => (index === at ? { ...recipient, ...patch } : recipient)));
  return (
    <fieldset className="recipients">
      <legend>{t('alerts.recipients')}</legend>
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
            disabled={value.length === 1}
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
    </fieldset>
  );
};
