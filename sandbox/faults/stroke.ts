import type { AwsError } from '../aws-error.ts';
import type { Call, FaultEffect, FaultKind } from './fault.ts';
import { type AccountAndRegion, errorOf } from './fault-errors.ts';

/** How an answer goes out. */
export type Delivery = 'whole' | 'garbage' | 'half' | 'cut' | 'reset' | 'silence';

/** What becomes of one call. */
export type Stroke = {
  readonly kind: FaultKind;
  readonly applies: boolean;
  /** Answered instead of what the operation says. */
  readonly error?: AwsError;
  readonly delivery: Delivery;
};

/** Without a connection nothing can break but the service itself. */
const WITHOUT_CONNECTION: readonly FaultKind[] = ['internal-error', 'throttle'];
/** Where nobody signed, no signature is looked at. */
const ABOUT_CREDENTIALS: readonly FaultKind[] = ['expired-token', 'invalid-token', 'access-denied'];

/** How the effect strikes this call; nothing where it cannot. */
export const toStroke = (
  effect: Exclude<FaultEffect, { kind: 'latency' }>,
  call: Call,
  at: AccountAndRegion,
  hasConnection: boolean,
): Stroke | undefined => {
  const { kind } = effect;
  if (!hasConnection && !WITHOUT_CONNECTION.includes(kind)) return undefined;
  if (ABOUT_CREDENTIALS.includes(kind) && call.signedBy === undefined) return undefined;
  switch (kind) {
    case 'reset':
    case 'silence':
      return { kind, applies: effect.applied, delivery: kind };
    case 'stall':
      return { kind, applies: true, delivery: 'half' };
    case 'cut-off':
      return { kind, applies: true, delivery: 'cut' };
    case 'garbage':
      return { kind, applies: true, delivery: 'garbage' };
    default: {
      const error = errorOf(kind, call, at);
      if (error === undefined) return undefined;
      return { kind, applies: effect.kind === 'internal-error' && effect.applied, error, delivery: 'whole' };
    }
  }
};
