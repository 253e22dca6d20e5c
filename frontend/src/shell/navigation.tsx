import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { loadPageTexts } from '../i18n/i18n.js';
import { useCan } from '../session/use-session.js';
import { places } from './places.js';

const PinnedViews = lazy(async () => {
  const [{ PinnedViews: Views }] = await Promise.all([import('../findings/pinned-views.js'), loadPageTexts()]);
  return { default: Views };
});

/** The places that the signed-in person may go to. */
export const Navigation = ({ onGo }: { readonly onGo: () => void }) => {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <ul className="nav">
      {places
        .filter((place) => can(place.permission))
        .map(({ to, key, icon: Icon }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'} className="nav-link" onClick={onGo}>
              <Icon size={18} stroke={1.7} aria-hidden />
              {t(`nav.${key}`)}
            </NavLink>
            {key === 'findings' && (
              <Suspense>
                <PinnedViews onGo={onGo} />
              </Suspense>
            )}
          </li>
        ))}
    </ul>
  );
};
