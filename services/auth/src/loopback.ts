/** Addresses of this machine, where plain HTTP is not seen by anybody else. */

/** True for a URL whose host is this machine. */
export const isLoopback = (address: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
