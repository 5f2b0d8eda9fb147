import { notServed } from '../../aws-error.ts';
import type { UserPool } from '../pools/user-pool.ts';

/** A pool may be told of any trigger; where one that the sandbox does not call would run, it stops instead. */
export const refuseUnservedTriggers = (pool: UserPool, names: readonly string[]): void => {
  for (const name of names) {
    if (pool.settings.lambdaConfig[name] !== undefined) throw notServed(`the ${name} trigger`);
  }
};
