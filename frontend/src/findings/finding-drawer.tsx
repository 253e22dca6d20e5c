import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { usePageTitle } from '../shell/page-title.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { usePainted } from '../shell/use-painted.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { FindingContent } from './finding-content.js';
import { findingQuery } from './findings-queries.js';

const skeleton = <RowSkeleton rows={8} height={72} />;

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
  // The drawer answers the key at once; all that is known of the finding follows.
  const painted = usePainted(findingId);
  return (
    <SideDrawer title={title} width={860} onClose={() => void navigate({ pathname: '/findings', search }, { state })}>
      <QueryView query={finding} skeleton={skeleton}>
        {(data) => (painted === data.id ? <FindingContent finding={data} /> : <div aria-busy="true">{skeleton}</div>)}
      </QueryView>
    </SideDrawer>
  );
};
