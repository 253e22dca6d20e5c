import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'react-router';

/** The way from a page to the list that it belongs to. */
export const BackLink = ({ to, label }: { readonly to: string; readonly label: string }) => (
  <Link to={to} className="back-link">
    <IconArrowLeft size={14} aria-hidden />
    {label}
  </Link>
);
