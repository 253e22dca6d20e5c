import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { viewUrl } from './findings-view.js';
import { viewsQuery } from './views-queries.js';

/** The views that one has pinned, with how many findings they show now: for the side bar. Nothing while there are none. */
export const PinnedViews = ({ onGo }: { readonly onGo?: () => void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [search] = useSearchParams();
  const pinned = useQuery(viewsQuery).data?.items.filter((view) => view.pinned) ?? [];
  if (pinned.length === 0) return null;
  return (
    <ul className="nav pinned-views" aria-label={t('triage.views.pinned')}>
      {pinned.map((view) => (
        <li key={view.id}>
          <Link
            to={viewUrl(view)}
            className="nav-link"
            aria-current={search.get('view') === view.id ? 'page' : undefined}
            onClick={onGo}
          >
            <span className="pinned-name" title={view.name}>
              {view.name}
            </span>
            {view.count !== null && (
              <span className="pinned-count">
                <span aria-hidden>{format.number(view.count)}</span>
                <span className="visually-hidden">{t('triage.views.count', { shown: format.number(view.count) })}</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
};
