/** The shape of every kind of AWS resource: base and facets. */
export * from './aws/ec2.js';
export * from './aws/iam.js';
export * from './aws/s3.js';
export * from './aws/vpc.js';
export * from './diff.js';
export * from './facet.js';
export * from './kind.js';
export * from './registry.js';
export * from './relations/index.js';
export * from './snapshot.js';
