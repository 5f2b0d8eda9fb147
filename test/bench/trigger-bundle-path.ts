import { projectRoot } from '../support/source-files.ts';

/** `npm run bench` builds it. */
export const triggerBundlePath = `${projectRoot}dist/functions/migrate-user/index.mjs`;
