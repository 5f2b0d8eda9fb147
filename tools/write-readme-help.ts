import { readFileSync, writeFileSync } from 'node:fs';
import { readmeWithHelp } from './readme-help.ts';

const readme = new URL('../README.md', import.meta.url);
writeFileSync(readme, readmeWithHelp(readFileSync(readme, 'utf8')));
