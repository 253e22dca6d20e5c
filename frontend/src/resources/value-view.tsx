import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { JsonView } from '../json/json-view.js';
import { documentOf } from './document-of.js';

interface Props {
  readonly value: unknown;
  /** What it is, for those who do not see where it stands. */
  readonly label: string;
  readonly depth?: number;
}

/** Deeper than this is shown as JSON; so is the rest of a long list. */
const deepest = 6;
const longestList = 50;

/** A value as a person reads it: yes or no, dates, lists, tables, documents. */
export const ValueView = ({ value, label, depth = 0 }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (value === null || value === undefined) return <span className="value-none">{t('resources.notSet')}</span>;
  if (typeof value === 'boolean')
    return (
      <span className="value-flag">
        {value ? <IconCheck size={14} aria-hidden /> : <IconX size={14} aria-hidden />}
        {t(value ? 'resources.yes' : 'resources.no')}
      </span>
    );
  if (typeof value === 'number') return <span className="mono">{format.number(value)}</span>;
  if (typeof value === 'string') return <TextValue text={value} label={label} />;
  if (depth >= deepest) return <JsonView value={value} label={label} />;
  if (Array.isArray(value)) return <ListValue items={value} label={label} depth={depth} />;
  const fields = Object.entries(value);
  if (fields.length === 0) return <span className="value-none">{t('resources.none')}</span>;
  return (
    <dl className="value-fields">
      {fields.map(([name, inner]) => (
        <div key={name}>
          <dt className="mono">{name}</dt>
          <dd>
            <ValueView value={inner} label={`${label} ${name}`} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
};

const TextValue = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const { t } = useTranslation();
  const document = documentOf(text);
  if (document !== undefined) return <JsonView value={document} label={label} />;
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))) return <At at={text} />;
  if (text === '') return <span className="value-none">{t('resources.emptyText')}</span>;
  return <span className="mono break value-text">{text}</span>;
};

interface ListProps {
  readonly items: readonly unknown[];
  readonly label: string;
  readonly depth: number;
}

const ListValue = ({ items, label, depth }: ListProps) => {
  const { t } = useTranslation();
  if (items.length === 0) return <span className="value-none">{t('resources.none')}</span>;
  if (items.length > longestList) return <JsonView value={items} label={label} />;
  const isPlain = items.every((item) => typeof item === 'string' || typeof item === 'number');
  return (
    <ul className={isPlain ? 'value-chips' : 'value-list'}>
      {items.map((item, at) => (
        <li key={at}>
          <ValueView value={item} label={`${label} ${at + 1}`} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
};
