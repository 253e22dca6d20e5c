export { controlById, frameworkOf, frameworks, isControlId } from './catalogue.js';
export type { Control, ControlId, Framework, FrameworkId } from './catalogue.js';
export { isPeerCheck, peerChecks } from './peers.js';
export type { Peer, PeerCheck } from './peers.js';
