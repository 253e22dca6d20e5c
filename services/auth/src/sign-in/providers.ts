/** The identity providers of this installation. */
import type { SignInProvider } from '@cspmexa/contracts';
import { AppError, CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { GoogleSignIn } from './google/google-sign-in.js';
import { OidcSignIn } from './oidc/oidc-sign-in.js';
import type { IdentityProvider, ProviderId } from './provider.js';

@Injectable()
export class SignInProviders {
  private readonly providers: readonly IdentityProvider[];

  constructor(@Inject(CONFIG) config: AuthConfig, @Inject(CLOCK) clock: Clock) {
    const {
      GOOGLE_CLIENT_ID: googleId,
      GOOGLE_CLIENT_SECRET: googleSecret,
      OIDC_DISCOVERY_URL: issuer,
      OIDC_CLIENT_ID: oidcId,
    } = config;
    this.providers = [
      ...(googleId && googleSecret
        ? [new GoogleSignIn({ ...config, GOOGLE_CLIENT_ID: googleId, GOOGLE_CLIENT_SECRET: googleSecret }, clock)]
        : []),
      ...(issuer && oidcId
        ? [new OidcSignIn({ ...config, OIDC_DISCOVERY_URL: issuer, OIDC_CLIENT_ID: oidcId }, clock)]
        : []),
    ];
  }

  list(): SignInProvider[] {
    return this.providers.map(({ id, name }) => ({ id, name }));
  }

  /** @throws not-found when it is not configured */
  get(id: ProviderId): IdentityProvider {
    const provider = this.providers.find((each) => each.id === id);
    if (!provider) throw new AppError('not-found');
    return provider;
  }
}
