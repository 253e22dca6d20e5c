import type { ControlEvidence } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClipboardCheck } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { AttestationEntry } from './attestation-entry.js';
import { AttestationForm } from './attestation-form.js';

interface Props {
  readonly control: ControlEvidence;
  readonly accountId: string | undefined;
}

/** What people said of a control, newest first, and the way to say something. */
export const Attestations = ({ control, accountId }: Props) => {
  const { t } = useTranslation();
  const mayAttest = useCan()('compliance:write');
  const [asking, { open, close }] = useDisclosure(false);
  const home = useRef<HTMLDivElement>(null);
  const done = (): void => {
    close();
    // The form takes the focus with it.
    home.current?.focus();
  };
  const { attestations } = control;
  return (
    <Panel title={t('compliance.attestations')}>
      <div ref={home} tabIndex={-1} className="focus-home">
        {attestations.length === 0 && !asking && <p className="sub">{t('compliance.noAttestations')}</p>}
        {attestations.length > 0 && (
          <ul className="attestations">
            {attestations.map((attestation) => (
              <AttestationEntry
                key={`${attestation.accountId ?? ''} ${attestation.at}`}
                attestation={attestation}
                mayRemove={mayAttest}
              />
            ))}
          </ul>
        )}
        {mayAttest &&
          (asking ? (
            <AttestationForm
              controlId={control.id}
              attestations={attestations}
              accountId={accountId ?? null}
              onDone={done}
            />
          ) : (
            <Button
              mt="sm"
              size="xs"
              variant="default"
              leftSection={<IconClipboardCheck size={14} aria-hidden />}
              onClick={open}
            >
              {t(attestations.length > 0 ? 'compliance.attestAgain' : 'compliance.attest')}
            </Button>
          ))}
      </div>
    </Panel>
  );
};
