/** Where and as whom to call one service. Everything left out follows the SDK's own chain of environment and profiles. */
export type ClientSettings = {
  readonly region?: string;
  readonly profile?: string;
  /** Attempts the SDK makes by itself; 1 where poolferry has its own retry layer. */
  readonly maxAttempts?: number;
  /** Aborts a call whose answer does not begin by then, connection included. */
  readonly requestTimeoutMs?: number;
  /**
   * Aborts a call whose answer stalls for so long. 10 s, and none where a `requestTimeoutMs` is given: who sets that has a
   * deadline of their own, which is to be what ends a call.
   */
  readonly socketTimeoutMs?: number;
  readonly maxSockets?: number;
  /** `false`: a connection of its own for every call, where a call that met a dead one could not be made again. */
  readonly keepAlive?: boolean;
  /** In place of the SDK's own chain; asked again when those it gave are about to end. */
  readonly credentials?: () => Promise<ClientCredentials>;
};

export type ClientCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
};

/**
 * The SDK's client configuration for these settings. Endpoints are not among them: `AWS_ENDPOINT_URL` and
 * `AWS_ENDPOINT_URL_<SERVICE>` are the SDK's, and `endpointOverrides` tells a person that they are in force.
 */
export const toClientConfig = (settings: ClientSettings) => ({
  ...(settings.region === undefined ? {} : { region: settings.region }),
  ...(settings.profile === undefined ? {} : { profile: settings.profile }),
  ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
  ...(settings.maxAttempts === undefined ? {} : { maxAttempts: settings.maxAttempts }),
  requestHandler: {
    connectionTimeout: 2_000,
    // requestTimeout alone only warns; with this the call is aborted.
    requestTimeout: settings.requestTimeoutMs ?? 10_000,
    throwOnRequestTimeout: true,
    // The other one ends with the first byte of the answer: one that stalls half way would be waited for without end.
    socketTimeout: settings.socketTimeoutMs ?? (settings.requestTimeoutMs === undefined ? 10_000 : 0),
    httpAgent: { keepAlive: settings.keepAlive ?? true, maxSockets: settings.maxSockets ?? 50 },
    httpsAgent: { keepAlive: settings.keepAlive ?? true, maxSockets: settings.maxSockets ?? 50 },
  },
});
