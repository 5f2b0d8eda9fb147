import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readProject } from '../../infra/read-project.ts';
import { projectRoot } from '../support/source-files.ts';

const examplePools = `${projectRoot}infra/example/poolferry.pools.json`;
const exampleConfig = `${projectRoot}infra/example/poolferry.config.json`;

describe('what a stack is made from', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'poolferry-infra-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (text: string) => {
    const path = join(folder, 'file.json');
    writeFileSync(path, text);
    return path;
  };

  it('says which file is missing and how to make it', () => {
    expect(() => readProject(exampleConfig, join(folder, 'none.json'))).toThrow(
      expect.objectContaining({ code: 'file-unreadable', hint: expect.stringContaining('poolferry pools --out') }),
    );
  });

  it('names the line of a syntax error', () => {
    expect(() => readProject(write('{\n  "source": {,}\n}'), examplePools)).toThrow(
      expect.objectContaining({ problems: expect.arrayContaining([expect.stringMatching(/^line 2: /)]) }),
    );
  });

  it('refuses a description of other pools than the configured ones', () => {
    const config = write(JSON.stringify({ source: { userPoolId: 'eu-west-1_Another' } }));

    expect(() => readProject(config, examplePools)).toThrow(
      expect.objectContaining({
        problems: ['source: describes "eu-west-1_aSourcePl", but the configuration names "eu-west-1_Another"'],
      }),
    );
  });

  it('lists everything that is wrong with a description', () => {
    const pools = write(JSON.stringify({ source: { userPoolId: 'x' }, target: {} }));

    expect(() => readProject(exampleConfig, pools)).toThrow(
      expect.objectContaining({
        code: 'pools-file-invalid',
        problems: expect.arrayContaining([
          expect.stringMatching(/^source\.name: /),
          expect.stringMatching(/^target\.userPoolId: /),
        ]),
      }),
    );
  });
});
