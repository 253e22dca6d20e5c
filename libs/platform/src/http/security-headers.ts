/** Headers that every answer carries, whatever it is. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Options of helmet. */
export type HelmetOptions = NonNullable<Parameters<typeof helmet>[0]>;

/** What no page of ours needs. */
const unused = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const permissionsPolicy = unused.map((feature) => `${feature}=()`).join(', ');

/** Answers that hold data and no page: nothing in them may run, be framed or be kept. */
const ofData: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
  },
  referrerPolicy: { policy: 'no-referrer' },
  // For browsers that frame-ancestors means nothing to.
  xFrameOptions: { action: 'deny' },
};
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** `ofPages` for a service that serves pages, which also says itself what may be kept. */
export function securityHeaders(ofPages: HelmetOptions | undefined): RequestHandler[] {
  return [
    helmet(ofPages ?? ofData),
    (_request, response, next) => {
      response.set('Permissions-Policy', permissionsPolicy);
      next();
    },
    ...(ofPages ? [] : [noStore]),
  ];
}
