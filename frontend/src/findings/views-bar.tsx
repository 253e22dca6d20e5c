import type { View } from '@cspmexa/contracts';
import { IconUsers } from '@tabler/icons-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { builtInNames, viewUrl, type Shown } from './findings-view.js';

interface Props {
  readonly views: readonly View[];
  readonly shown: Shown;
}

/** The views of everybody, one's own and the shared ones, with how many findings they show now. */
export const ViewsBar = memo(({ views, shown }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const nav = useRef<HTMLElement>(null);
  const current = shown.kept?.id ?? shown.builtIn;
  useEffect(() => {
    // With the next frame, which lays the page out anyway.
    const frame = requestAnimationFrame(() =>
      nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
    return () => cancelAnimationFrame(frame);
  }, [current, views.length]);
  return (
    <nav className="views-bar" aria-label={t('triage.views.label')} ref={nav}>
      <ul>
        {builtInNames.map((name) => (
          <li key={name}>
            <Link to={`/findings?view=${name}`} aria-current={current === name ? 'page' : undefined}>
              {t(`triage.views.${name}`)}
            </Link>
          </li>
        ))}
        {views.map((view) => (
          <li key={view.id}>
            <Link
              to={viewUrl(view)}
              aria-current={current === view.id ? 'page' : undefined}
              title={view.shared ? t('triage.views.shared', { owner: view.owner }) : view.q}
              data-view={view.id}
            >
              {view.shared && <IconUsers size={14} aria-hidden />}
              <span className="view-name">{view.name}</span>
              {view.count !== null && <span className="view-count">{format.number(view.count)}</span>}
              {view.isDefault && <span className="view-note">{t('triage.views.isDefault')}</span>}
              {current === view.id && shown.isChanged && (
                <span className="view-note" data-changed>
                  {t('triage.views.changed')}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
});
