import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../core/config/schema.ts';
import { projectRoot } from '../support/source-files.ts';

describe('poolferry.schema.json', () => {
  it('says what the program checks by', () => {
    const shipped: unknown = JSON.parse(readFileSync(`${projectRoot}poolferry.schema.json`, 'utf8'));

    expect(shipped).toEqual({ title: 'poolferry.config.json', ...z.toJSONSchema(configSchema, { io: 'input' }) });
  });
});
