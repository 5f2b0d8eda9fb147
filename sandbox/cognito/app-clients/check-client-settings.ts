import { AwsError, notServed } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { WireClientSettings } from './client-settings.ts';
import { toTokenLifetimes } from './token-lifetimes.ts';

const refuse = (message: string, name = 'InvalidParameterException'): never => {
  throw new AwsError(name, message);
};

const assertAttributes = (pool: UserPool, wire: WireClientSettings): void => {
  for (const name of wire.ReadAttributes ?? []) {
    if (!pool.schema.has(name)) refuse('Invalid read attributes specified while creating a client');
  }
  for (const name of wire.WriteAttributes ?? []) {
    if (!pool.schema.has(name)) refuse('Invalid write attributes specified while creating a client');
  }
};

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

const assertLifetimes = (wire: WireClientSettings): void => {
  const { accessTokenMs, idTokenMs, refreshTokenMs } = toTokenLifetimes(wire);
  const isShortLived = (ms: number): boolean => ms >= 5 * MINUTE_MS && ms <= DAY_MS;
  const isRefresh = refreshTokenMs >= 60 * MINUTE_MS && refreshTokenMs <= 3_650 * DAY_MS;
  if (!isShortLived(accessTokenMs) || !isShortLived(idTokenMs) || !isRefresh) {
    refuse('Invalid range for token validity.');
  }
};

const assertAuthFlows = (flows: readonly string[]): void => {
  const current = flows.filter((flow) => flow.startsWith('ALLOW_'));
  if (current.length > 0 && current.length < flows.length) {
    refuse('Flows with and without the prefix ALLOW_ cannot be set together.');
  }
};

const STANDARD_SCOPES = ['phone', 'email', 'openid', 'profile', 'aws.cognito.signin.user.admin'];

const assertOAuth = (wire: WireClientSettings, hasSecret: boolean): void => {
  const { AllowedOAuthFlows: flows = [], AllowedOAuthScopes: scopes = [], CallbackURLs: callbacks = [] } = wire;
  const uses = [flows, scopes, callbacks, wire.LogoutURLs ?? []].some(({ length }) => length > 0);
  if (uses && !wire.AllowedOAuthFlowsUserPoolClient) {
    refuse('AllowedOAuthFlowsUserPoolClient must be true before OAuth settings can be made.');
  }
  if (wire.AllowedOAuthFlowsUserPoolClient && (flows.length === 0 || scopes.length === 0)) {
    refuse(
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
      'InvalidOAuthFlowException',
    );
  }
  if (flows.includes('client_credentials') && (flows.length > 1 || !hasSecret)) {
    refuse(
      flows.length > 1
        ? 'client_credentials flow can not be selected along with code flow or implicit flow.'
        : 'client_credentials flow can not be selected if client does not have a client secret.',
      'InvalidOAuthFlowException',
    );
  }
  for (const scope of scopes) {
    if (!STANDARD_SCOPES.includes(scope)) refuse(`Invalid scope requested: ${scope}`, 'ScopeDoesNotExistException');
  }
  if (wire.DefaultRedirectURI !== undefined && !callbacks.includes(wire.DefaultRedirectURI)) {
    refuse('DefaultRedirectURI must be one of the CallbackURLs.');
  }
};

const refuseUnserved = (wire: WireClientSettings): void => {
  if (wire.EnableTokenRevocation === false) throw notServed('clients without token revocation');
  if (wire.RefreshTokenRotation?.Feature === 'ENABLED') throw notServed('clients with refresh token rotation');
};

/** Refuses settings that contradict each other, or name what the pool does not have. */
export const assertClientSettings = (pool: UserPool, wire: WireClientSettings, hasSecret: boolean): void => {
  refuseUnserved(wire);
  assertAttributes(pool, wire);
  assertLifetimes(wire);
  assertAuthFlows(wire.ExplicitAuthFlows ?? []);
  assertOAuth(wire, hasSecret);
  for (const provider of wire.SupportedIdentityProviders ?? []) {
    if (provider !== 'COGNITO') refuse(`The provider ${provider} does not exist for User Pool ${pool.id}.`);
  }
  if (wire.EnablePropagateAdditionalUserContextData && !hasSecret) {
    refuse('EnablePropagateAdditionalUserContextData needs a client with a secret.');
  }
};
