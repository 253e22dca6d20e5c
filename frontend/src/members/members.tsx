import { useQuery } from '@tanstack/react-query';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { membersQuery } from './members-queries.js';
import { MembersTable } from './members-table.js';

interface Props {
  readonly cursor: string | undefined;
  readonly onCursor: (cursor: string | undefined, state: unknown) => void;
}

/** The members, page by page. There is always one: whoever looks. */
export const Members = ({ cursor, onCursor }: Props) => {
  const members = useQuery(membersQuery(cursor));
  const pages = usePages({ cursor, next: members.data?.next, go: onCursor });
  return (
    <>
      <div className="panel list" data-flush>
        <QueryView query={members} skeleton={<RowSkeleton rows={4} />}>
          {({ items }) => <MembersTable members={items} />}
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
