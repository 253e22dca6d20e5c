import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { problemTextOf } from './problem.js';
import { TraceId } from './trace-id.js';

/** Why something that a person asked for did not happen. Renders nothing without an error. */
export const ProblemAlert = ({ error, children }: { readonly error: unknown; readonly children?: ReactNode }) => {
  const { t } = useTranslation();
  const language = useLanguage();
  if (!error) return null;
  const problem = problemTextOf(error, language, t('states.noAnswer'));
  return (
    <Alert className="problem" role="alert" icon={<IconAlertTriangle size={18} />} title={problem.title}>
      {problem.detail && <Text size="sm">{problem.detail}</Text>}
      {problem.fields.length > 0 && (
        <List size="sm" spacing={2}>
          {problem.fields.map(({ pointer, message }) => (
            <List.Item key={pointer + message}>
              <code>{pointer}</code> {message}
            </List.Item>
          ))}
        </List>
      )}
      {problem.traceId && <TraceId id={problem.traceId} />}
      {children}
    </Alert>
  );
};
