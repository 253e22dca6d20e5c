import type { ResourceVersion } from '@cspmexa/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ChangeCause } from '../findings/change-cause.js';
import { Ago, At } from '../format/moment.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { MoreButton } from '../table/more-button.js';
import { versionsQuery } from './resources-queries.js';
import { VersionDiff } from './version-diff.js';

/** How a resource changed, newest first, and who changed it. */
export const HistoryPanel = ({ resourceId }: { readonly resourceId: string }) => {
  const { t } = useTranslation();
  const versions = useInfiniteQuery(versionsQuery(resourceId));
  return (
    <Panel title={t('resources.history')}>
      <QueryView query={versions} skeleton={<RowSkeleton rows={3} height={64} />}>
        {({ pages }) => (
          <>
            <ol className="history">
              {pages.flatMap(({ items }, page) =>
                items.map((version, at) => {
                  const isFirst = page === pages.length - 1 && at === items.length - 1 && !versions.hasNextPage;
                  return <Version key={version.id} version={version} isFirst={isFirst} />;
                }),
              )}
            </ol>
            <MoreButton query={versions}>{t('resources.older')}</MoreButton>
          </>
        )}
      </QueryView>
    </Panel>
  );
};

const Version = ({ version, isFirst }: { readonly version: ResourceVersion; readonly isFirst: boolean }) => {
  const { t } = useTranslation();
  const { at, scanId, state, changes, cause } = version;
  const what = state === 'deleted' ? 'deleted' : changes.length > 0 ? 'changed' : isFirst ? 'firstSeen' : 'seenAgain';
  return (
    <li data-version={what}>
      <div className="history-head">
        <strong>{t(`resources.version.${what}`)}</strong>
        <span className="sub">
          <At at={at} /> (<Ago at={at} />)
          {scanId && (
            <>
              {' · '}
              <Link to={`/scans/${scanId}`}>{t('scans.one')}</Link>
            </>
          )}
        </span>
      </div>
      <p className="version-cause">
        {cause ? (
          <ChangeCause cause={cause} />
        ) : (
          what === 'changed' && <span className="sub">{t('resources.noCause')}</span>
        )}
      </p>
      {changes.length > 0 && <VersionDiff changes={changes} />}
    </li>
  );
};
