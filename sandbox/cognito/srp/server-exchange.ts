import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { GENERATOR, MODULUS, MULTIPLIER, modPow, sha256, toBytes, toNumber } from './srp-group.ts';

/** What the server remembers between the two steps of SRP. */
export type ServerExchange = {
  readonly account: string;
  readonly clientPublic: bigint;
  readonly serverPrivate: bigint;
  readonly serverPublic: bigint;
  readonly privateValue: Buffer;
  readonly verifier: bigint;
};

export type Claim = { readonly secretBlock: string; readonly timestamp: string; readonly signature: string };

/** `SRP_A`, or null unless it is a number that RFC 5054 lets a server go on with. */
export const readClientPublic = (hex: string): bigint | null => {
  if (!/^[0-9a-f]{1,1024}$/i.test(hex)) return null;
  const value = BigInt(`0x${hex}`);
  return value % MODULUS === 0n ? null : value;
};

/** The first step. The verifier is computed here, when somebody asks for it, not for each of a pool's many passwords. */
export const openExchange = (options: {
  readonly account: string;
  readonly clientPublic: bigint;
  readonly serverPrivate: Buffer;
  readonly privateValue: Buffer;
}): ServerExchange => {
  const serverPrivate = toNumber(options.serverPrivate);
  const verifier = modPow(GENERATOR, toNumber(options.privateValue));
  return {
    account: options.account,
    clientPublic: options.clientPublic,
    serverPrivate,
    serverPublic: (MULTIPLIER * verifier + modPow(GENERATOR, serverPrivate)) % MODULUS,
    privateValue: options.privateValue,
    verifier,
  };
};

const INFO = Buffer.from('Caldera Derived Key', 'utf8');

/** The second step: whether the client knows the password, as its signature over the exchange shows. */
export const provesPassword = (exchange: ServerExchange, claim: Claim): boolean => {
  const scrambler = sha256(toBytes(exchange.clientPublic), toBytes(exchange.serverPublic));
  const shared = modPow(exchange.clientPublic * modPow(exchange.verifier, toNumber(scrambler)), exchange.serverPrivate);
  const key = Buffer.from(hkdfSync('sha256', toBytes(shared), toBytes(toNumber(scrambler)), INFO, 16));
  const expected = createHmac('sha256', key)
    .update(exchange.account)
    .update(Buffer.from(claim.secretBlock, 'base64'))
    .update(claim.timestamp)
    .digest();
  const given = Buffer.from(claim.signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
};
