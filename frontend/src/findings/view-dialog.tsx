import { Name, type View, type ViewInput } from '@cspmexa/contracts';
import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormActions } from '../form/form-actions.js';
import { useCan } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';

interface Props {
  /** The view that is renamed or shared; undefined for a new one. */
  readonly view: View | undefined;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onSave: (input: Pick<ViewInput, 'name' | 'shared'>) => void;
  readonly onClose: () => void;
}

/** Asks for the name of a view, and whether others see it. */
export const ViewDialog = ({ view, isBusy, error, onSave, onClose }: Props) => {
  const { t } = useTranslation();
  const can = useCan();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [isRefused, setRefused] = useState(false);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(view ? 'triage.views.editTitle' : 'triage.views.save')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const isFit = Name.safeParse(name).success;
          setRefused(!isFit);
          if (isFit) onSave({ name: name.trim(), shared });
        }}
      >
        <Stack>
          <TextInput
            label={t('triage.views.name')}
            description={t('triage.views.nameHint')}
            required
            data-autofocus
            autoComplete="off"
            value={name}
            error={isRefused && t(name.trim() ? 'form.tooLong' : 'form.required')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {can('findings:triage') && (
            <Switch
              label={t('triage.views.share')}
              description={t('triage.views.shareHint')}
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
          )}
          <ProblemAlert error={error} />
          <FormActions isBusy={isBusy} onCancel={onClose} inDialog>
            {t('actions.save')}
          </FormActions>
        </Stack>
      </form>
    </Modal>
  );
};
