/** What `CreateUserImportJob` calls them. One job takes hashes of one. */
export const passwordHashingAlgorithms = ['BCRYPT', 'SCRYPT', 'ARGON2ID', 'PBKDF2_SHA256'] as const;
export type PasswordHashingAlgorithm = (typeof passwordHashingAlgorithms)[number];

export const passwordHashColumn = 'password_hash';

/**
 * Why an import job would, or might, not take this hash: words that complete `"password_hash" ...` and hold nothing of it.
 * Forms and limits are AWS's; where they leave open what a job reads (versions, paddings, letters of another alphabet) the
 * hash is refused, because a user whose hash was misread signs in with no password at all.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html, read 2026-11-20.
 */
export const findHashProblem = (hash: string, algorithm: PasswordHashingAlgorithm): string | undefined => {
  const verdict = readers[algorithm](hash);
  if (verdict !== 'malformed') return verdict;
  const other = passwordHashingAlgorithms.find((each) => each !== algorithm && readers[each](hash) !== 'malformed');
  return other === undefined
    ? `does not have the form of a hash by ${algorithm}`
    : `has the form of a hash by ${other}, not by ${algorithm}`;
};

type Verdict = 'malformed' | string | undefined;

const readBcrypt = (hash: string): Verdict => {
  const [, cost] = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash) ?? [];
  if (cost === undefined || Number(cost) < 4) return 'malformed';
  return overLimits({ cost: [Number(cost), 12] });
};

const readScrypt = (hash: string): Verdict => {
  const [, n, r, p] =
    /^([1-9]\d{0,9})\$([1-9]\d{0,9})\$([1-9]\d{0,9})\$(?:[0-9a-f]{2})+\$(?:[0-9a-f]{2})+$/.exec(hash) ?? [];
  if (n === undefined || Number(n) < 2 || !Number.isInteger(Math.log2(Number(n)))) return 'malformed';
  return overLimits({ N: [Number(n), 65_536], r: [Number(r), 8], p: [Number(p), 1] });
};

const readArgon2id = (hash: string): Verdict => {
  const [, version, m, t, p, salt, tag] =
    /^\$argon2id\$v=(\d+)\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,9})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
      hash,
    ) ?? [];
  // The standard asks for 8 bytes of salt, 4 of hash and 8 KiB of memory for each lane.
  if (byteCount(salt) < 8 || byteCount(tag) < 4 || Number(m) < 8 * Number(p)) return 'malformed';
  if (version !== '19') return 'is of another version of Argon2 than 1.3 (v=19)';
  return overLimits({ m: [Number(m), 19_456], t: [Number(t), 2], p: [Number(p), 1] });
};

const readPbkdf2 = (hash: string): Verdict => {
  const [, iterations, salt, tag] =
    /^\$pbkdf2-sha256\$([1-9]\d{0,9})\$([A-Za-z0-9+/.]+)\$([A-Za-z0-9+/.]+)$/.exec(hash) ?? [];
  if (byteCount(salt) === 0 || byteCount(tag) !== 32) return 'malformed';
  // Passlib, whose form this is, writes a full stop where base64 has a plus; AWS does not say which of them it reads.
  if (`${salt}${tag}`.includes('.') && `${salt}${tag}`.includes('+')) return 'malformed';
  return overLimits({ iterations: [Number(iterations), 600_000] });
};

const readers: Readonly<Record<PasswordHashingAlgorithm, (hash: string) => Verdict>> = {
  BCRYPT: readBcrypt,
  SCRYPT: readScrypt,
  ARGON2ID: readArgon2id,
  PBKDF2_SHA256: readPbkdf2,
};

const overLimits = (parameters: Readonly<Record<string, readonly [value: number, max: number]>>): Verdict => {
  const over = Object.entries(parameters).filter(([, [value, max]]) => value > max);
  if (over.length === 0) return undefined;
  return `was made with more than Cognito takes: ${over.map(([name, [, max]]) => `${name} is above ${max}`).join(', ')}`;
};

/** Of unpadded base64, in either alphabet; 0 where no bytes are written like that. */
const byteCount = (text: string | undefined): number => {
  const standard = (text ?? '').replaceAll('.', '+');
  const bytes = Buffer.from(standard, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === standard ? bytes.length : 0;
};
