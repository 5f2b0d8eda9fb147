/** What goes wrong with a call. `applied`: whether the operation had done its work by then. */
export type FaultEffect =
  /** The answer takes this long, of real time, plus a share of `jitterMs` that follows from the seed. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** The connection breaks instead of an answer. */
  | { readonly kind: 'reset'; readonly applied: boolean }
  /** No answer, and the connection stays open. */
  | { readonly kind: 'silence'; readonly applied: boolean }
  /** Headers and half of the body, then nothing more. The operation was applied. */
  | { readonly kind: 'stall' }
  /** Headers and half of the body, then the connection ends. The operation was applied. */
  | { readonly kind: 'cut-off' }
  /** A complete 200 whose body is no answer of AWS, as of a proxy in between. The operation was applied. */
  | { readonly kind: 'garbage' }
  /** HTTP 500, in the service's own name for it. */
  | { readonly kind: 'internal-error'; readonly applied: boolean }
  /** The service's own throttling error, without Retry-After. */
  | { readonly kind: 'throttle' }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'invalid-token' }
  | { readonly kind: 'access-denied' }
  /** What the endpoint of another Region would answer: it knows nothing of this one's resources. */
  | { readonly kind: 'wrong-region' };

export type ServiceName = 'cognito-idp' | 'logs' | 'secretsmanager' | 'sts' | 's3';

/** A call as a fault sees it, before it is served. */
export type Call = {
  readonly service: string;
  readonly operation: string;
  /** Members of the JSON request or the form; empty for uploads. Holds what the caller sent: never to be logged. */
  readonly request: Readonly<Record<string, unknown>>;
  /** From the signature; absent where there is none, also when the engine is called without a transport. */
  readonly signedBy?: { readonly accessKeyId: string; readonly region: string };
};

/** Which calls a fault strikes: all of them that match everything given. */
export type FaultScope = {
  readonly service?: ServiceName;
  readonly operation?: string | readonly string[];
  readonly when?: (call: Call) => boolean;
  /** Matching calls that pass before the first is struck. */
  readonly skip?: number;
  /** Calls struck at most. */
  readonly times?: number;
  /** How long it lasts on the sandbox's clock, from when it was added. */
  readonly forMs?: number;
  /** Strikes this share of the calls, [0, 1], chosen by the seed. */
  readonly probability?: number;
};

export type Fault = FaultScope & FaultEffect;
export type FaultKind = FaultEffect['kind'];
