import type { Finding } from '@cspmexa/contracts';

type Props = { readonly finding: Pick<Finding, 'resourceName' | 'resourceArn' | 'discriminator'> };

/** Which resource it is about: its name if it has one, else the end of its ARN; what tells several findings of it apart behind it. */
export const ResourceName = ({ finding: { resourceName, resourceArn, discriminator } }: Props) => (
  <span className="resource mono" title={resourceArn}>
    {resourceName || resourceArn.split(':').slice(5).join(':') || resourceArn}
    {discriminator && <span className="discriminator">{discriminator}</span>}
  </span>
);
