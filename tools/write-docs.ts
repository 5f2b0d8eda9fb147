import { writeFileSync } from 'node:fs';
import { rightsPage } from './rights-page.ts';
import { decisionTablePage, reasonsPage } from './trigger-docs.ts';

writeFileSync(new URL('../docs/decision-table.md', import.meta.url), decisionTablePage());
writeFileSync(new URL('../docs/trigger-reasons.md', import.meta.url), reasonsPage());
writeFileSync(new URL('../docs/rights.md', import.meta.url), rightsPage());
