import type { Registry } from '../shell/registry.ts';
import { discoverCommand } from './discover.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { indexCommand } from './index-logins.ts';
import { ledgerForgetCommand } from './ledger-forget.ts';
import { ledgerReconcileCommand } from './ledger-reconcile.ts';
import { ledgerReleaseCommand } from './ledger-release.ts';
import { ledgerShowCommand } from './ledger-show.ts';
import { mapCommand } from './map.ts';
import { notBuiltYet } from './not-built-yet.ts';
import { poolsCommand } from './pools.ts';
import { remapCommand } from './remap.ts';
import { remapVerifyCommand } from './remap-verify.ts';
import { runsCommand } from './runs.ts';
import { triggerAttachCommand } from './trigger-attach.ts';
import { triggerDetachCommand } from './trigger-detach.ts';
import { triggerPauseCommand } from './trigger-pause.ts';
import { triggerShowCommand } from './trigger-show.ts';
import { undoCommand } from './undo.ts';

/** Every command, in the order of a migration. */
export const registry: Registry = {
  commands: [
    poolsCommand,
    indexCommand,
    triggerShowCommand,
    triggerAttachCommand,
    triggerPauseCommand,
    triggerDetachCommand,
    exportCommand,
    importCommand,
    mapCommand,
    discoverCommand,
    remapCommand,
    remapVerifyCommand,
    ledgerShowCommand,
    ledgerReleaseCommand,
    ledgerForgetCommand,
    ledgerReconcileCommand,
    undoCommand,
    runsCommand,
  ],
  notBuiltYet,
};
