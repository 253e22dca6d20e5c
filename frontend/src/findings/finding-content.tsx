import type { FindingDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { Panel } from '../shell/panel.js';
import { Prose } from '../shell/prose.js';
import { Comments } from './comments.js';
import { Conditions } from './conditions.js';
import { ConfigurationPanel } from './configuration-panel.js';
import { Controls } from './controls.js';
import { ExceptionPanel } from './exception-panel.js';
import { FindingFacts } from './finding-facts.js';
import { FixTabs } from './fix-tabs.js';
import { History } from './history.js';
import { OpeningChange } from './opening-change.js';
import { RootCause } from './root-cause.js';
import { SameResource } from './same-resource.js';
import { VerifyNow } from './verify-now.js';
import { WorkPanel } from './work-panel.js';

/** Everything about a finding, in the order in which people ask: what, why, how to fix, on what evidence, since when. */
export const FindingContent = ({ finding }: { readonly finding: FindingDetail }) => {
  const { t } = useTranslation();
  const text = useText();
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
      <OpeningChange history={finding.history} />
      <ConfigurationPanel finding={finding} />
      <RootCause cause={finding.cause} />
      <WorkPanel finding={finding} />
      <Comments finding={finding} />
      <ExceptionPanel finding={finding} />
      <SameResource finding={finding} />
      <Controls controls={finding.controls} sameAs={finding.sameAs} />
      <Panel title={t('findings.history')}>
        <History entries={finding.history} />
      </Panel>
    </div>
  );
};
