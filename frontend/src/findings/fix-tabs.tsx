import type { FindingDetail } from '@cspmexa/contracts';
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-language.js';
import { CodeBlock } from '../shell/code-block.js';
import { Prose } from '../shell/prose.js';

/** How to fix it: by hand, on the command line, or as code. Ways that a policy does not know are absent. */
export const FixTabs = ({ fix }: { readonly fix: FindingDetail['fix'] }) => {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Tabs defaultValue="steps" keepMounted={false} className="fix">
      <Tabs.List aria-label={t('findings.howToFix')}>
        <Tabs.Tab value="steps">{t('findings.fix.steps')}</Tabs.Tab>
        {fix.cli !== null && <Tabs.Tab value="cli">{t('findings.fix.cli')}</Tabs.Tab>}
        {fix.terraform !== null && <Tabs.Tab value="terraform">{t('findings.fix.terraform')}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="steps" pt="sm">
        <ol className="steps">
          {fix.steps.map((step, index) => (
            <li key={index}>
              <Prose text={text(step)} />
            </li>
          ))}
        </ol>
      </Tabs.Panel>
      {fix.cli !== null && (
        <Tabs.Panel value="cli" pt="sm">
          <CodeBlock code={fix.cli} label={t('findings.fix.cli')} />
        </Tabs.Panel>
      )}
      {fix.terraform !== null && (
        <Tabs.Panel value="terraform" pt="sm">
          <CodeBlock code={fix.terraform} label={t('findings.fix.terraform')} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
};
