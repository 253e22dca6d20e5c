import { termText } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

interface Props {
  readonly tags: Readonly<Record<string, string>>;
  /** How many are shown; all unless given. */
  readonly most?: number;
}

/** Tags of AWS as they are; each leads to everything that has it. */
export const Tags = ({ tags, most = Number.MAX_SAFE_INTEGER }: Props) => {
  const { t } = useTranslation();
  const all = Object.entries(tags);
  const rest = all.length - most;
  if (all.length === 0) return null;
  return (
    <ul className="tags" aria-label={t('resources.keys.tag')}>
      {all.slice(0, most).map(([key, value]) => (
        <li key={key}>
          <Link
            className="tag"
            to={resourcesUrl(termText({ key: 'tag', values: [`${key}=${value}`], negated: false }))}
          >
            <span className="tag-key">{key}</span>
            {value !== '' && <span className="tag-value">{value}</span>}
          </Link>
        </li>
      ))}
      {rest > 0 && (
        <li className="tag-rest">
          <span aria-hidden>+{rest}</span>
          <span className="visually-hidden">{t('resources.moreTags', { count: rest })}</span>
        </li>
      )}
    </ul>
  );
};

/** The inventory under a query. */
export const resourcesUrl = (q: string): string => `/resources?${new URLSearchParams({ q })}`;
