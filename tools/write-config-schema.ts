import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { configSchema } from '../core/config/schema.ts';

/** Writes the JSON Schema that editors use for `poolferry.config.json`, from the schema the program itself checks by. */
const schema = z.toJSONSchema(configSchema, { io: 'input' });
writeFileSync(
  new URL('../poolferry.schema.json', import.meta.url),
  `${JSON.stringify({ title: 'poolferry.config.json', ...schema }, null, 2)}\n`,
);
