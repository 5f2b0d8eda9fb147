import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rightsPage } from '../../tools/rights-page.ts';
import { decisionTablePage, reasonsPage } from '../../tools/trigger-docs.ts';
import { projectRoot } from '../support/source-files.ts';

describe('the pages that are made', () => {
  it.each([
    ['docs/decision-table.md', decisionTablePage],
    ['docs/trigger-reasons.md', reasonsPage],
    ['docs/rights.md', rightsPage],
  ])('say in %s what the code says', (path, make) => {
    expect(readFileSync(`${projectRoot}${path}`, 'utf8')).toBe(make());
  });
});
