/** What pools and users are like that AWS promises less of than it usually gives. */
export type PoolControls = {
  /** How long a change of a pool or its clients takes: another one meanwhile gets ConcurrentModificationException. */
  poolChangeMs: number;
  /** How old the count behind EstimatedNumberOfUsers may be. */
  estimateLagMs: number;
  /** What the subs of new users look like: AWS promises no UUID. `version-7`: as newer pools are seen to make them. */
  subForm: SubForm;
};

/** `mixed`: for each user another one of them, `version-7` apart. */
export type SubForm = 'uuid' | 'version-7' | 'upper-case' | 'long' | 'beyond-hex' | 'beyond-ascii' | 'mixed';

export const createPoolControls = (): PoolControls => ({
  poolChangeMs: 0,
  // Exact: a sweep that must find 99 % of the estimate is then put to the hardest test.
  estimateLagMs: 0,
  subForm: 'uuid',
});
