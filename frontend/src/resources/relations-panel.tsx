import { UnknownReason, type ResourceRelation, type ResourceRelations } from '@cspmexa/contracts';
import { Button, Text } from '@mantine/core';
import { IconExternalLink, IconEyeOff, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useText } from '../i18n/use-language.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { shortArn, useKindName } from './names.js';
import { relationsQuery } from './resources-queries.js';

const firstShown = 8;

interface Props {
  readonly resourceId: string;
  readonly accountId: string;
}

/** What a resource has to do with others, relation by relation. */
export const RelationsPanel = ({ resourceId, accountId }: Props) => {
  const { t } = useTranslation();
  const relations = useQuery(relationsQuery(resourceId));
  return (
    <Panel title={t('resources.relations')} className="relations">
      <QueryView query={relations} skeleton={<RowSkeleton rows={4} height={40} />}>
        {({ items, unknown }) =>
          items.length === 0 && unknown.length === 0 ? (
            <Text c="dimmed" size="sm">
              {t('resources.noRelations')}
            </Text>
          ) : (
            <>
              {groupsOf(items).map(([relation, some]) => (
                <RelationGroup key={relation} relations={some} />
              ))}
              {unknown.map((one) => (
                <UnknownRelation key={one.relation} relation={one} accountId={accountId} />
              ))}
            </>
          )
        }
      </QueryView>
    </Panel>
  );
};

/** By relation, in the order in which they come. */
function groupsOf(relations: readonly ResourceRelation[]): [string, ResourceRelation[]][] {
  const groups = new Map<string, ResourceRelation[]>();
  for (const each of relations) {
    const others = groups.get(each.relation);
    if (others) others.push(each);
    else groups.set(each.relation, [each]);
  }
  return [...groups];
}

const RelationGroup = ({ relations }: { readonly relations: readonly ResourceRelation[] }) => {
  const { t } = useTranslation();
  const text = useText();
  const [isWhole, setWhole] = useState(false);
  const [first] = relations;
  const title = first ? text(first.title) : '';
  const shown = isWhole ? relations : relations.slice(0, firstShown);
  return (
    <section className="relation" aria-label={title}>
      <h3>
        {title} {relations.length > 1 && <span className="sub-inline">{relations.length}</span>}
      </h3>
      <ul>
        {shown.map((each) => (
          <RelationRow key={`${each.resourceId ?? each.ref} ${each.detail ?? ''}`} relation={each} />
        ))}
      </ul>
      {shown.length < relations.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          {t('actions.showAll')}
        </Button>
      )}
    </section>
  );
};

const RelationRow = ({
  relation: { ref, name, kind, resourceId, detail },
}: {
  readonly relation: ResourceRelation;
}) => {
  const { t } = useTranslation();
  const kindName = useKindName();
  const isEverybody = ref === '*';
  return (
    <li>
      <span className="relation-other">
        {resourceId ? (
          <Link to={`/resources/${resourceId}`} className="break" title={ref}>
            {name || shortArn(ref)}
          </Link>
        ) : isEverybody ? (
          <strong className="mark" data-tone="bad">
            <IconUsersGroup size={15} aria-hidden />
            {t('resources.everybody')}
          </strong>
        ) : (
          <span className="mono break" title={t('resources.outside')}>
            {ref}
          </span>
        )}
        {kind && <span className="sub-inline">{kindName(kind)}</span>}
        {!resourceId && !isEverybody && (
          <span className="sub-inline outside" title={t('resources.outside')}>
            <IconExternalLink size={12} aria-hidden />
            <span className="visually-hidden">{t('resources.outside')}</span>
          </span>
        )}
      </span>
      {detail && <span className="relation-detail mono break">{detail}</span>}
    </li>
  );
};

const UnknownRelation = ({
  relation: { title, reason, action, detail },
  accountId,
}: {
  readonly relation: ResourceRelations['unknown'][number];
  readonly accountId: string;
}) => {
  const { t } = useTranslation();
  const text = useText();
  const known = UnknownReason.safeParse(reason).data ?? 'failed';
  return (
    <section className="relation" aria-label={text(title)}>
      <h3>{text(title)}</h3>
      <div className="unknown">
        <p className="unknown-title">
          <IconEyeOff size={16} aria-hidden />
          <strong>{t('resources.unknown', { reason: t(`coverage.outcomes.${known}`) })}</strong>
          <code>{action}</code>
        </p>
        <p className="sub">{t('resources.relationUnknown')}</p>
        {detail && (
          <p>
            <q className="break">{detail}</q>
          </p>
        )}
        <Link to={`/accounts/${accountId}?tab=permissions`}>{t('resources.toDoctor')}</Link>
      </div>
    </section>
  );
};
