import type { PlannedCommand } from '../shell/registry.ts';

/** Names that are settled, so that scripts and habits can count on them, for commands that do not exist yet. */
export const notBuiltYet: readonly PlannedCommand[] = [
  { name: 'init', summary: 'Writes a first configuration from what the pools are.' },
  { name: 'doctor', summary: 'Checks pools, rights, quotas and settings before anything starts.' },
  { name: 'groups', summary: 'Carries groups and memberships.' },
  { name: 'copy-table', summary: 'Copies a table to another account or Region.' },
  { name: 'status', summary: 'Says who has crossed and who has not.' },
  { name: 'why', summary: 'Says what happened to one user.' },
  { name: 'report', summary: 'Writes down what a migration did.' },
  { name: 'retire', summary: 'Checks that the source pool can go.' },
  { name: 'purge', summary: 'Removes what runs have left on this machine.' },
];
