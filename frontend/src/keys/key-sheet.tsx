import { Kbd, Modal, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { meQuery, useMe } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { isCharacter, keyboard } from './keyboard.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as it is written on the keyboard. */
const capOf = (key: string): string =>
  key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : key.length === 1 ? key.toUpperCase() : key;

/** One binding as keys: `g f` are two after each other, `Shift+x` two together. */
export const Keys = ({ keys, then }: { readonly keys: string; readonly then: string }) => (
  <span className="keys">
    {keys.split(' ').map((step, index) => (
      <span key={index} className="keys">
        {index > 0 && <span className="keys-then">{then}</span>}
        {step.split('+').map((key) => (
          <Kbd key={key} size="xs">
            {capOf(key)}
          </Kbd>
        ))}
      </span>
    ))}
  </span>
);

/** The shortcuts that work where one is now, and the switch that takes the single keys away. */
export const KeySheet = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { preferences } = useMe();
  const queries = useQueryClient();
  const sections = useSyncExternalStore(keyboard.subscribe, keyboard.sections);
  const change = useMutation({
    mutationFn: (singleKeys: boolean) => api.changeMe({ body: { singleKeys } }),
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Switch
        label={t('keys.single')}
        description={t('keys.singleWhy')}
        checked={change.variables ?? preferences.singleKeys}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      <ProblemAlert error={change.error} />
      <div className="key-sections">
        {[...sections].reverse().map(({ title, bindings }, index) => (
          <section key={index}>
            <Text component="h3" size="sm" fw={600}>
              {title}
            </Text>
            <dl className="key-list">
              {bindings.map(({ keys, says }) => (
                <div key={keys} data-off={(!preferences.singleKeys && isCharacter(keys)) || undefined}>
                  <dt>
                    <Keys keys={keys} then={t('keys.then')} />
                  </dt>
                  <dd>{says}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
};
