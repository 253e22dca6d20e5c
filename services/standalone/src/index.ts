/** The program, for the tools that document it. */
export { standaloneConfig, type StandaloneConfig } from './running/config.js';
