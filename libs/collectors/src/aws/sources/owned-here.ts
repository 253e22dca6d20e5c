/**
 * Accounts see what others share with them (and some servers list it whatever one asks for); a setting is judged where
 * it can be changed.
 */
import { defineSource, type Listing, type Source } from '@cspmexa/collector-kit';

/** What does not say clearly whose it is stays ours. */
const isOfAnother = ({ OwnerId }: { OwnerId?: string | undefined }, accountId: string): boolean =>
  typeof OwnerId === 'string' && /^\d{12}$/.test(OwnerId) && OwnerId !== accountId;

/** The listing without what belongs to another account. */
export const ownedHere = <Item extends { OwnerId?: string | undefined }>(
  list: Source<Listing<Item>>,
): Source<Listing<Item>> =>
  defineSource({
    actions: list.actions,
    load: async (aws) => {
      const { items, ...rest } = await aws.load(list);
      return {
        items: items.filter((item) => !isOfAnother(item, aws.place.accountId)),
        ...rest,
      };
    },
  });
