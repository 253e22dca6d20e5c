import type { FindingDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { JsonView } from '../json/json-view.js';
import { Panel } from '../shell/panel.js';
import { Prose } from '../shell/prose.js';
import { Conditions } from './conditions.js';
import { Controls } from './controls.js';
import { ExceptionPanel } from './exception-panel.js';
import { FindingFacts } from './finding-facts.js';
import { FixTabs } from './fix-tabs.js';
import { History } from './history.js';
import { VerifyNow } from './verify-now.js';

/** Everything about a finding, in the order in which people ask: what, why, how to fix, on what evidence, since when. */
export const FindingContent = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const text = useText();
  const failing = finding.conditions.flatMap(({ holds, path }) => (!holds && path ? [path] : []));
  return (
    <div className="finding">
      <FindingFacts finding={finding} />
      <VerifyNow finding={finding} />
      <Panel title={t('findings.whyItFails')} className="why">
        <Text className="lead">
          <Prose text={text(finding.reason)} />
        </Text>
        <Conditions conditions={finding.conditions} />
      </Panel>
      <Panel title={t('findings.whyItMatters')}>
        <Text>
          <Prose text={text(finding.why)} />
        </Text>
      </Panel>
      <Panel title={t('findings.howToFix')}>
        <FixTabs fix={finding.fix} />
      </Panel>
      <Panel title={t('findings.evidence')}>
        <JsonView value={finding.evidence} label={t('findings.evidence')} highlight={failing} />
      </Panel>
      <ExceptionPanel finding={finding} />
      <Controls controls={finding.controls} sameAs={finding.sameAs} />
      <Panel title={t('findings.history')}>
        <History entries={finding.history} />
      </Panel>
    </div>
  );
};
