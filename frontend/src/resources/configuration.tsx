import type { InventoryResourceDetail } from '@cspmexa/contracts';
import { ActionIcon, Button } from '@mantine/core';
import { IconBraces, IconEyeOff, IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { z } from 'zod';
import { JsonView } from '../json/json-view.js';
import { Panel } from '../shell/panel.js';
import { shownFacets, type ShownFacet, type UnknownFacet } from './facets.js';
import { useFacetName } from './names.js';
import { ValueView } from './value-view.js';

interface Props {
  readonly resource: z.infer<typeof InventoryResourceDetail>;
}

/** Everything that was read of a resource, part by part, and what could not be read. */
export const Configuration = ({ resource }: Props) => {
  const { t } = useTranslation();
  const [asJson, setAsJson] = useState(false);
  const facets = shownFacets(resource.facets);
  const absent = facets.filter(({ state }) => state === 'absent');
  return (
    <Panel
      title={t('resources.configuration')}
      flush
      aside={
        <Button
          size="compact-xs"
          variant="default"
          aria-pressed={asJson}
          leftSection={asJson ? <IconListDetails size={13} aria-hidden /> : <IconBraces size={13} aria-hidden />}
          onClick={() => setAsJson(!asJson)}
        >
          {t(asJson ? 'resources.readable' : 'resources.json')}
        </Button>
      }
    >
      {asJson ? (
        <div className="facet-json">
          <JsonView value={{ base: resource.base, facets: resource.facets }} label={t('resources.configuration')} />
        </div>
      ) : (
        <>
          <FacetSection facet={{ name: 'base', state: 'known', value: resource.base }} accountId={resource.accountId} />
          {facets
            .filter(({ state }) => state !== 'absent')
            .map((facet) => (
              <FacetSection key={facet.name} facet={facet} accountId={resource.accountId} />
            ))}
          {absent.length > 0 && <AbsentFacets facets={absent} />}
        </>
      )}
    </Panel>
  );
};

const FacetSection = ({ facet, accountId }: { readonly facet: ShownFacet; readonly accountId: string }) => {
  const { t } = useTranslation();
  const name = useFacetName()(facet.name);
  const [asJson, setAsJson] = useState(false);
  const isKnown = facet.state === 'known';
  return (
    <section className="facet" data-state={facet.state} aria-label={name}>
      <div className="facet-head">
        <h3 title={facet.name}>{name}</h3>
        {isKnown && typeof facet.value === 'object' && (
          <ActionIcon
            size="sm"
            variant="subtle"
            className="quiet facet-toggle"
            aria-pressed={asJson}
            aria-label={`JSON: ${name}`}
            title={t(asJson ? 'resources.readable' : 'resources.json')}
            onClick={() => setAsJson(!asJson)}
          >
            {asJson ? <IconListDetails size={14} aria-hidden /> : <IconBraces size={14} aria-hidden />}
          </ActionIcon>
        )}
      </div>
      <div className="facet-body">
        {facet.state === 'unknown' ? (
          <UnknownNotice unknown={facet.unknown} accountId={accountId} />
        ) : isKnown && asJson ? (
          <JsonView value={facet.value} label={name} />
        ) : (
          isKnown && <ValueView value={facet.value} label={name} />
        )}
      </div>
    </section>
  );
};

/** Why a part could not be read, what AWS said, and where to put it right. */
export const UnknownNotice = ({
  unknown: { reason, action, detail, deniedBy },
  accountId,
}: {
  readonly unknown: UnknownFacet;
  readonly accountId: string;
}) => {
  const { t } = useTranslation();
  return (
    <div className="unknown">
      <p className="unknown-title">
        <IconEyeOff size={16} aria-hidden />
        <strong>{t('resources.unknown', { reason: t(`coverage.outcomes.${reason}`) })}</strong>
        {action && <code>{action}</code>}
      </p>
      <p className="sub">{t('resources.unknownWhy')}</p>
      {deniedBy && <p>{t('coverage.deniedBy', { policy: t(`coverage.policies.${deniedBy}`) })}</p>}
      {detail && (
        <p>
          <span className="sub-inline">{t('resources.awsSaid')}</span> <q className="break">{detail}</q>
        </p>
      )}
      <Link to={`/accounts/${accountId}?tab=permissions`}>{t('resources.toDoctor')}</Link>
    </div>
  );
};

const AbsentFacets = ({ facets }: { readonly facets: readonly ShownFacet[] }) => {
  const { t } = useTranslation();
  const facetName = useFacetName();
  return (
    <section className="facet" data-state="absent" aria-label={t('resources.absent')}>
      <div className="facet-head">
        <h3>{t('resources.absent')}</h3>
      </div>
      <div className="facet-body">
        <ul className="value-chips">
          {facets.map(({ name }) => (
            <li key={name} title={name}>
              {facetName(name)}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
};
