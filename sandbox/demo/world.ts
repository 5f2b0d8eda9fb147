import type { Model } from './cast/models.ts';
import type { SeededPerson } from './cast/person.ts';

/** What stands in the sandbox once it is seeded: the app before anybody has moved. */
export type World = {
  readonly seed: string;
  /** In the order they signed up. */
  readonly people: readonly SeededPerson[];
  readonly source: {
    readonly userPoolId: string;
    readonly appClientId: string;
    /** Serves the trigger alone: passwords are checked through it, and nothing else. */
    readonly triggerClientId: string;
  };
  readonly target: { readonly userPoolId: string; readonly appClientId: string };
  readonly tableNames: Readonly<Record<Model, string>>;
  readonly ledgerTableName: string;
  readonly importLogsRoleArn: string;
};
