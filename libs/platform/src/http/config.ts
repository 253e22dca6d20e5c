/** Whether this process serves people: the only place of the HTTP services that reads the environment. */

/** True with NODE_ENV=production, where a mistake of ours is logged and counted rather than answered with a failure. */
export const isProduction = (): boolean => process.env.NODE_ENV === 'production';
