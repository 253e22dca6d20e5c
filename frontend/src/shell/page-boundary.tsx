import { Component, type ReactNode } from 'react';
import { PageBroken } from './page-broken.js';

interface Props {
  readonly children: ReactNode;
}

/** Shows a way on when a page could not be loaded or drawn. React knows only classes for this. */
export class PageBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <PageBroken /> : this.props.children;
  }
}
