import type { Config } from '../config/schema.ts';

/** Groups of the target that groups of the source cross to, each once. */
export const targetGroups = (trigger: Config['trigger']): string[] => [
  ...new Set(Object.values(trigger?.groups ?? {})),
];
