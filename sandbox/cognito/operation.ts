import type { CognitoState } from './cognito-state.ts';
import type { Wire } from './wire.ts';

/** One operation of the API. `members` are those of its request that it honours: any other one is refused, not ignored. */
export type Operation = {
  readonly members: readonly string[];
  run(state: CognitoState, request: Wire): Wire | Promise<Wire>;
};

/** `Request` is what the constraint table has made sure of. */
export const defineOperation = <Request>(
  members: readonly (keyof Request & string)[],
  run: (state: CognitoState, request: Request) => Wire | Promise<Wire>,
): Operation => ({ members, run: (state, request) => run(state, request as Request) });

/** Members that only inform AWS's analytics and threat protection, or triggers that the sandbox does not call. */
export type InformationOnly = {
  readonly AnalyticsMetadata?: unknown;
  readonly UserContextData?: unknown;
  readonly ContextData?: unknown;
};
