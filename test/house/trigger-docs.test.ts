import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decisionTablePage, reasonsPage } from '../../tools/trigger-docs.ts';
import { projectRoot } from '../support/source-files.ts';

describe('the pages about the trigger', () => {
  it.each([
    ['docs/decision-table.md', decisionTablePage],
    ['docs/trigger-reasons.md', reasonsPage],
  ])('say in %s what the trigger decides by', (path, make) => {
    expect(readFileSync(`${projectRoot}${path}`, 'utf8')).toBe(make());
  });
});
