import { useFormat } from './use-format.js';

/** A time as people say it ("3 hours ago"), with the exact one on hover and for assistive technology. */
export const Ago = ({ at }: { readonly at: string }) => {
  const format = useFormat();
  return (
    <time dateTime={at} title={`${format.dateTime(at)} (${at})`}>
      {format.relative(at)}
    </time>
  );
};

/** A time as a date and an hour in the reader's zone, or in the one that is given; the ISO form on hover. */
export const At = ({ at, timeZone }: { readonly at: string; readonly timeZone?: string }) => (
  <time dateTime={at} title={at}>
    {useFormat().dateTime(at, timeZone)}
  </time>
);
