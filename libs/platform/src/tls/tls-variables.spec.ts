import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '../config/load-config.js';
import { tlsFilesOf } from './tls-variables.js';

const all = { TLS_CERT_FILE: 'a.crt', TLS_KEY_FILE: 'a.key', TLS_CA_FILE: 'ca.crt' };

describe('the TLS files', () => {
  it('are all three or none', () => {
    expect(tlsFilesOf(all)).toEqual({ certificate: 'a.crt', key: 'a.key', authorities: 'ca.crt' });
    expect(tlsFilesOf({})).toBeUndefined();
  });

  it.each(Object.keys(all))('stop the start without %s: half of them must not mean plain HTTP', (missing) => {
    expect(() => tlsFilesOf({ ...all, [missing]: undefined })).toThrow(ConfigError);
  });
});
