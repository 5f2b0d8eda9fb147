import { setTimeout as sleep } from 'node:timers/promises';
import type { CognitoEngine } from '../cognito/engine.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { Faults } from './faults.ts';

/**
 * The engine for callers in the same process: its calls meet the ordered throttling, latency and HTTP 500s, and the
 * quotas. Seeding and snapshots meet nothing.
 */
export const withFaults = (engine: CognitoEngine, faults: Faults, quotas: Quotas): CognitoEngine => ({
  ...engine,
  call: async <Response>(operation: string, request: object = {}) => {
    const call = { service: 'cognito-idp', operation, request: request as Record<string, unknown> };
    const { latencyMs, stroke } = faults.strike(call, false);
    if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
    const refusal = stroke === undefined ? quotas.refusal(call) : undefined;
    if (refusal !== undefined) throw refusal;
    if (stroke?.error !== undefined) {
      // Whatever the operation says, nobody hears it.
      if (stroke.applies) await engine.call(operation, request).catch(() => undefined);
      throw stroke.error;
    }
    return engine.call<Response>(operation, request);
  },
});
