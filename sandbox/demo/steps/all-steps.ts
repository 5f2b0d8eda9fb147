import type { Step } from '../stage.ts';
import { buildMap } from './build-map.ts';
import { deploy } from './deploy.ts';
import { exportTheRest } from './export-the-rest.ts';
import { importPackage } from './import-package.ts';
import { indexLogins } from './index-logins.ts';
import { lazySignIn } from './lazy-sign-in.ts';
import { remapOwners } from './remap-owners.ts';
import { resetPasswords } from './reset-passwords.ts';
import { signInAgain } from './sign-in-again.ts';
import { verifyOwners } from './verify-owners.ts';

/** The crossing, in the order a real one has. */
export const allSteps: readonly Step[] = [
  deploy,
  indexLogins,
  lazySignIn,
  exportTheRest,
  importPackage,
  resetPasswords,
  buildMap,
  remapOwners,
  verifyOwners,
  signInAgain,
];
