import type { Command } from '../commands/command.ts';

/** A name that is settled for a command to come. */
export type PlannedCommand = { readonly name: string; readonly summary: string };

/** Everything that can follow `poolferry`. */
export type Registry = { readonly commands: readonly Command[]; readonly notBuiltYet: readonly PlannedCommand[] };
