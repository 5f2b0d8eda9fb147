import type { Config } from '../config/schema.ts';

/** Why sign-ups could not be guarded with this configuration, each a sentence that names the key. */
export const findGuardProblems = ({ trigger, ledger, users }: Config): string[] => [
  ...(trigger !== undefined && trigger.lookup !== 'index'
    ? [`trigger.guardSignUp: needs trigger.lookup "index", because only the index tells whose a name is`]
    : []),
  ...(ledger === undefined ? ['ledger.tableName: is required to guard sign-ups'] : []),
  ...(users.previousSub === undefined ? ['users.previousSub: is required to guard sign-ups'] : []),
];
