import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { usePageTitle } from '../shell/page-title.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { FindingContent } from './finding-content.js';
import { findingQuery } from './findings-queries.js';

/** One finding, over the list that it was opened from. */
export const FindingDrawer = () => {
  const { t } = useTranslation();
  const text = useText();
  const { findingId = '' } = useParams();
  const { search, state } = useLocation();
  const navigate = useNavigate();
  const finding = useQuery(findingQuery(findingId));
  const title = finding.data ? text(finding.data.title) : t('findings.one');
  usePageTitle(title, 1);
  return (
    <SideDrawer title={title} width={860} onClose={() => void navigate({ pathname: '/findings', search }, { state })}>
      <QueryView query={finding} skeleton={<RowSkeleton rows={8} height={72} />}>
        {(data) => <FindingContent finding={data} />}
      </QueryView>
    </SideDrawer>
  );
};
