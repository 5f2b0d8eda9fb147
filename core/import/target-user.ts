import type { UserRecord } from '../users/user-record.ts';

/** What the import needs to know of a user of the target; no addresses, no names but the username. */
export type TargetUser = Pick<UserRecord, 'sub' | 'username' | 'status' | 'enabled' | 'createdAtMs'> & {
  /** What the user carries as previous sub. Users may be able to write it: it proves nothing by itself. */
  readonly previousSub: string | undefined;
};

export const toTargetUser = (user: UserRecord, previousSubAttribute: string | undefined): TargetUser => ({
  sub: user.sub,
  username: user.username,
  status: user.status,
  enabled: user.enabled,
  createdAtMs: user.createdAtMs,
  previousSub: previousSubAttribute === undefined ? undefined : user.attributes.get(previousSubAttribute),
});

/** Whether the user carries this previous sub; undefined when the pool keeps none. */
export const carriesPreviousSub = (
  user: TargetUser | undefined,
  sub: string,
  previousSubAttribute: string | undefined,
): boolean | undefined =>
  user === undefined || previousSubAttribute === undefined ? undefined : user.previousSub === sub;
