import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readmeWithHelp } from '../../tools/readme-help.ts';
import { projectRoot } from '../support/source-files.ts';

const readme = readFileSync(`${projectRoot}README.md`, 'utf8');

describe('README.md', () => {
  it('shows the help as the program prints it', () => {
    expect(readme).toBe(readmeWithHelp(readme));
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name ?? '');

    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
