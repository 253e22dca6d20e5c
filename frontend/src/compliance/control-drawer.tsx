import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { useKeys } from '../keys/use-keys.js';
import { usePageTitle } from '../shell/page-title.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { evidenceQuery } from './compliance-queries.js';
import { ControlContent } from './control-content.js';

interface Props {
  readonly frameworkId: string;
  readonly controlId: string;
  readonly accountId: string | undefined;
  /** The controls of the list, in its order. */
  readonly among: readonly string[];
  readonly onGo: (controlId: string | undefined) => void;
}

/** One control over the list that it was opened from, and the way to the one before and after it. */
export const ControlDrawer = ({ frameworkId, controlId, accountId, among, onGo }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  const evidence = useQuery(evidenceQuery(frameworkId, controlId, accountId));
  const title = evidence.data ? `${evidence.data.number} ${text(evidence.data.title)}` : t('compliance.control');
  usePageTitle(title, 1);
  const at = among.indexOf(controlId);
  const previous = at > 0 ? among[at - 1] : undefined;
  const next = at >= 0 ? among[at + 1] : undefined;
  useKeys(t('compliance.control'), [
    { keys: '[', says: t('compliance.previous'), run: () => previous && onGo(previous) },
    { keys: ']', says: t('compliance.next'), run: () => next && onGo(next) },
  ]);
  return (
    <SideDrawer title={title} width={860} onClose={() => onGo(undefined)}>
      {at >= 0 && (
        <nav className="drawer-steps" aria-label={t('compliance.control')}>
          <Button
            size="xs"
            variant="default"
            disabled={!previous}
            leftSection={<IconChevronLeft size={14} aria-hidden />}
            onClick={() => onGo(previous)}
          >
            {t('compliance.previous')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!next}
            rightSection={<IconChevronRight size={14} aria-hidden />}
            onClick={() => onGo(next)}
          >
            {t('compliance.next')}
          </Button>
        </nav>
      )}
      <QueryView query={evidence} skeleton={<RowSkeleton rows={8} height={72} />}>
        {(data) => <ControlContent frameworkId={frameworkId} control={data} accountId={accountId} />}
      </QueryView>
    </SideDrawer>
  );
};
