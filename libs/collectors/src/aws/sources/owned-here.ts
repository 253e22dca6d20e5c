/**
 * Accounts see what others share with them (and some servers list it whatever one asks for); a setting is judged where
 * it can be changed.
 */
import { definePages, type PagedSource, type Pages } from '@cspmexa/collector-kit';

interface Owned {
  readonly OwnerId?: string | undefined;
}

/** What does not say clearly whose it is stays ours. */
const isOfAnother = ({ OwnerId }: Owned, accountId: string): boolean =>
  typeof OwnerId === 'string' && /^\d{12}$/.test(OwnerId) && OwnerId !== accountId;

async function* without<Item extends Owned>(pages: Pages<Item>, accountId: string): Pages<Item> {
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return value;
    yield value.filter((item) => !isOfAnother(item, accountId));
  }
}

/** The listing without what belongs to another account. */
export const ownedHere = <Item extends Owned>({ actions, pages }: PagedSource<Item>): PagedSource<Item> =>
  definePages(actions, (aws) => without(pages(aws), aws.place.accountId));
