import { missingStatement, type ScanDetail } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CodeBlock } from '../shell/code-block.js';
import { Panel } from '../shell/panel.js';

/** The policy statement that would fill the holes of a scan. Absent where a grant fills none. */
export const MissingGrant = ({ scan }: { readonly scan: Pick<ScanDetail, 'accountId' | 'coverage'> }) => {
  const { t } = useTranslation();
  const statement = missingStatement(scan.coverage);
  if (!statement) return null;
  return (
    <Panel
      title={t('doctor.grant')}
      aside={<Link to={`/accounts/${scan.accountId}?tab=permissions`}>{t('comparison.doctor')}</Link>}
    >
      <Text mb="xs">{t('doctor.grantWhy')}</Text>
      <CodeBlock code={JSON.stringify(statement, null, 2)} label={t('doctor.grant')} />
    </Panel>
  );
};
