import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../shell/copy-text.js';
import { saveFile } from '../shell/save-file.js';

interface Props {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

/** The recovery codes, the only time that they are seen. */
export const RecoveryCodeList = ({ codes, onDone }: Props) => {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  const text = `${codes.join('\n')}\n`;
  return (
    <Stack gap="md">
      <Text size="sm">{t('mfa.recoveryWhy')}</Text>
      <ol className="recovery-codes" aria-label={t('mfa.recoveryCodes')}>
        {codes.map((code) => (
          <li key={code} className="mono">
            {code}
          </li>
        ))}
      </ol>
      <Group gap="xs">
        <CopyText value={text} label={t('mfa.recoveryCodes')} />
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={12} aria-hidden />}
          onClick={() => saveFile(new Blob([text], { type: 'text/plain' }), 'cspmexa-recovery-codes.txt')}
        >
          {t('mfa.download')}
        </Button>
      </Group>
      <Checkbox
        size="sm"
        label={t('mfa.kept')}
        checked={kept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!kept} onClick={onDone}>
        {t('mfa.done')}
      </Button>
    </Stack>
  );
};
