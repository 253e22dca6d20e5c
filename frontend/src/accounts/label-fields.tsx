import { EmailAddress } from '@cspmexa/contracts';
import { TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { labelOf, labelsOf, type Labels } from './labels.js';

interface Props {
  readonly tags: Labels;
  readonly owners: readonly string[];
  readonly onTags: (tags: Labels) => void;
  readonly onOwners: (owners: string[]) => void;
}

/** Labels of ours on an account, and the people who answer for it. */
export const LabelFields = ({ tags, owners, onTags, onOwners }: Props) => {
  const { t } = useTranslation();
  const [wrongTag, setWrongTag] = useState<string>();
  const [wrongOwner, setWrongOwner] = useState<string>();
  return (
    <>
      <TagsInput
        label={t('labels.tags')}
        description={t('labels.tagsHint')}
        placeholder="env=prod"
        maxTags={30}
        splitChars={[',', '\n']}
        acceptValueOnBlur
        value={Object.entries(tags).map(([key, value]) => labelOf(key, value))}
        error={wrongTag !== undefined && t('labels.tagError', { tag: wrongTag })}
        onChange={(texts) => {
          const { labels, refused } = labelsOf(texts);
          setWrongTag(refused[0]);
          onTags(labels);
        }}
      />
      <TagsInput
        label={t('labels.owners')}
        description={t('labels.ownersHint')}
        placeholder="ana@example.com"
        maxTags={20}
        splitChars={[',', ' ', ';', '\n']}
        acceptValueOnBlur
        value={[...owners]}
        error={wrongOwner !== undefined && t('labels.ownerError', { email: wrongOwner })}
        onChange={(emails) => {
          const parsed = emails.map((email) => ({ email, address: EmailAddress.safeParse(email).data }));
          setWrongOwner(parsed.find(({ address }) => address === undefined)?.email);
          onOwners([...new Set(parsed.flatMap(({ address }) => address ?? []))]);
        }}
      />
    </>
  );
};
