import { longestQuery } from '@cspmexa/contracts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { z } from 'zod';
import { timeZoneNow } from '../format/time-zone.js';
import { useLanguage } from '../i18n/use-language.js';
import { useMe } from '../session/use-session.js';
import { usePageTitle } from '../shell/page-title.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { NotFound } from '../states/not-found.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { useUrlState } from '../url/use-url-state.js';
import { alertRulesQuery } from './alerts-queries.js';
import { RuleForm } from './rule-form.js';
import { emptyRule, inputOf } from './rule-input.js';

interface FrameProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const Frame = ({ title, onClose, children }: FrameProps) => {
  usePageTitle(title, 1);
  return (
    <SideDrawer title={title} width={620} onClose={onClose}>
      {children}
    </SideDrawer>
  );
};

const view = { q: z.string().max(longestQuery) };

/** A rule that does not exist yet. */
export const NewRuleDrawer = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { member } = useMe();
  const language = useLanguage();
  // The condition may come with the address: "alert me on this view".
  const q = useUrlState(view).values.q ?? '';
  const close = (): void => void navigate('/alerts');
  const initial = emptyRule({ email: member.email, language, timeZone: timeZoneNow(), q });
  return (
    <Frame title={t('alerts.add')} onClose={close}>
      <RuleForm key={q} initial={initial} onDone={close} />
    </Frame>
  );
};

/** A rule to change or remove. */
export const RuleDrawer = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { ruleId = '' } = useParams();
  const rules = useQuery(alertRulesQuery);
  const close = (): void => void navigate('/alerts');
  return (
    <Frame title={t('alerts.change')} onClose={close}>
      <QueryView query={rules} skeleton={<RowSkeleton rows={5} height={64} />}>
        {({ items }) => {
          const rule = items.find(({ id }) => id === ruleId);
          return rule ? (
            <RuleForm key={rule.id} ruleId={rule.id} initial={inputOf(rule)} onDone={close} />
          ) : (
            <NotFound />
          );
        }}
      </QueryView>
    </Frame>
  );
};
