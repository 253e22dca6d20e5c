import type { FindingDetail } from '@cspmexa/contracts';
import { ActionIcon, Button, Text, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { useCan, useMe } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';

type Props = { readonly finding: Pick<FindingDetail, 'id' | 'comments'> };

/** What people say of a finding, oldest first. */
export const Comments = ({ finding: { id: findingId, comments } }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const mayTriage = useCan()('findings:triage');
  const { member } = useMe();
  const [text, setText] = useState('');
  const queries = useQueryClient();
  const stale = () => queries.invalidateQueries({ queryKey: keys.findings });
  const add = useMutation({
    mutationFn: () => api.commentFinding({ params: { findingId }, body: { text } }),
    onSuccess: () => {
      setText('');
      return stale();
    },
  });
  const remove = useMutation({
    mutationFn: (commentId: string) => api.removeComment({ params: { findingId, commentId } }),
    onSettled: stale,
  });
  const send = (): void => {
    if (text.trim() && !add.isPending) add.mutate();
  };
  return (
    <Panel title={t('detail.comments')}>
      {comments.length === 0 && <Text className="sub">{t('detail.noComments')}</Text>}
      <ul className="comments">
        {comments.map(({ id, author, text: said, at }) => (
          <li key={id}>
            <div className="comment-head">
              <strong>{author}</strong>
              <span className="sub">
                <Ago at={at} />
              </span>
              {mayTriage && author === member.email && (
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('detail.removeComment', { at: format.dateTime(at) })}
                  loading={remove.isPending && remove.variables === id}
                  onClick={() => remove.mutate(id)}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              )}
            </div>
            <p className="comment-text">{said}</p>
          </li>
        ))}
      </ul>
      <ProblemAlert error={remove.error} />
      {mayTriage && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Textarea
            label={t('detail.comment')}
            description={t('detail.commentHint')}
            inputWrapperOrder={['label', 'input', 'description']}
            maxLength={4_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
            }}
          />
          <ProblemAlert error={add.error} />
          <Button mt="xs" size="xs" type="submit" loading={add.isPending} disabled={!text.trim()}>
            {t('detail.send')}
          </Button>
        </form>
      )}
    </Panel>
  );
};
