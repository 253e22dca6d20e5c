import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useCan } from '../session/use-session.js';
import { places } from './places.js';

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
          </li>
        ))}
    </ul>
  );
};
