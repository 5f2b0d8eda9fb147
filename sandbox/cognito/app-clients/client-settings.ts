import type { Wire } from '../wire.ts';
import { type TokenValidity, toTokenLifetimes } from './token-lifetimes.ts';
import type { ClientSettings } from './user-pool-client.ts';

/** Members that CreateUserPoolClient and UpdateUserPoolClient share. */
export type WireClientSettings = TokenValidity & {
  readonly ClientName?: string;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly PreventUserExistenceErrors?: ClientSettings['preventUserExistenceErrors'];
  readonly ReadAttributes?: readonly string[];
  readonly WriteAttributes?: readonly string[];
  readonly SupportedIdentityProviders?: readonly string[];
  readonly CallbackURLs?: readonly string[];
  readonly LogoutURLs?: readonly string[];
  readonly DefaultRedirectURI?: string;
  readonly AllowedOAuthFlows?: readonly string[];
  readonly AllowedOAuthScopes?: readonly string[];
  readonly AllowedOAuthFlowsUserPoolClient?: boolean;
  readonly EnableTokenRevocation?: boolean;
  readonly EnablePropagateAdditionalUserContextData?: boolean;
  readonly AuthSessionValidity?: number;
  readonly RefreshTokenRotation?: { readonly Feature: 'ENABLED' | 'DISABLED' };
  readonly AnalyticsConfiguration?: Wire;
};

/** Shown as they were given, or as their default. */
const DEFAULTS = {
  RefreshTokenValidity: 30,
  TokenValidityUnits: {},
  AllowedOAuthFlowsUserPoolClient: false,
  EnableTokenRevocation: true,
  EnablePropagateAdditionalUserContextData: false,
  AuthSessionValidity: 3,
};

const KEPT_SETTINGS: readonly (keyof WireClientSettings)[] = [
  'RefreshTokenValidity',
  'AccessTokenValidity',
  'IdTokenValidity',
  'TokenValidityUnits',
  'SupportedIdentityProviders',
  'CallbackURLs',
  'LogoutURLs',
  'DefaultRedirectURI',
  'AllowedOAuthFlows',
  'AllowedOAuthScopes',
  'AllowedOAuthFlowsUserPoolClient',
  'EnableTokenRevocation',
  'EnablePropagateAdditionalUserContextData',
  'AuthSessionValidity',
  'RefreshTokenRotation',
  'AnalyticsConfiguration',
];

export const CLIENT_SETTING_MEMBERS: readonly (keyof WireClientSettings)[] = [
  ...KEPT_SETTINGS,
  'ClientName',
  'ExplicitAuthFlows',
  'PreventUserExistenceErrors',
  'ReadAttributes',
  'WriteAttributes',
];

/** What a client may do when nobody said. */
const DEFAULT_AUTH_FLOWS = ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'];

/** Settings for a new client or one that is updated: an omitted one goes to its default. Only the name has none. */
export const toClientSettings = (wire: WireClientSettings, previousName: string): ClientSettings => ({
  name: wire.ClientName ?? previousName,
  authFlows: wire.ExplicitAuthFlows ?? DEFAULT_AUTH_FLOWS,
  preventUserExistenceErrors: wire.PreventUserExistenceErrors ?? 'LEGACY',
  readAttributes: wire.ReadAttributes,
  writeAttributes: wire.WriteAttributes,
  ...toTokenLifetimes(wire),
  authSessionMs: (wire.AuthSessionValidity ?? DEFAULTS.AuthSessionValidity) * 60_000,
  others: {
    ...DEFAULTS,
    ...Object.fromEntries(KEPT_SETTINGS.filter((name) => wire[name] !== undefined).map((name) => [name, wire[name]])),
    // AWS takes no lifetime of nothing: a zero is the default.
    RefreshTokenValidity: wire.RefreshTokenValidity || DEFAULTS.RefreshTokenValidity,
  },
});
