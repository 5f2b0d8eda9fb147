import type { Config } from '../config/schema.ts';

/** Why sign-ups could not be guarded with this configuration, each a sentence that names the key. */
export const findGuardProblems = ({ trigger }: Pick<Config, 'trigger'>): string[] =>
  trigger?.lookup === 'index'
    ? []
    : ['trigger.guardSignUp: needs trigger.lookup "index", because only the index tells whose a name is'];
