import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** RFC 5054's 3072-bit group. */
const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const G = 2n;

const power = (base: bigint, exponent: bigint): bigint => {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % N, exponent >> 1n);
  return exponent & 1n ? (half * base) % N : half;
};

/** Two's complement, as Cognito's Java counterpart hashes numbers. */
const signed = (value: bigint): string => {
  const hex = value.toString(16);
  const whole = hex.padStart(hex.length + (hex.length % 2), '0');
  return Number.parseInt(whole.slice(0, 1), 16) >= 8 ? `00${whole}` : whole;
};

const hash = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');

/** The only form of time that Cognito takes. */
export const claimTime = (date: Date): string => {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
};

type ChallengeParameters = Readonly<Record<string, string>>;

/** The side of SRP that an app computes. `claim` gives ChallengeResponses for PASSWORD_VERIFIER. */
export const createSrpClient = (userPoolId: string) => {
  const secret = BigInt(`0x${randomBytes(128).toString('hex')}`);
  const publicValue = power(G, secret);
  const claim = (given: ChallengeParameters, password: string, timestamp = claimTime(new Date())) => {
    const { SRP_B = '0', SALT = '0', SECRET_BLOCK = '', USER_ID_FOR_SRP = '' } = given;
    const account = `${userPoolId.split('_')[1]}${USER_ID_FOR_SRP}`;
    const server = BigInt(`0x${SRP_B}`);
    const scrambler = BigInt(`0x${hash(signed(publicValue) + signed(server))}`);
    const identity = createHash('sha256').update(`${account}:${password}`).digest('hex');
    const x = BigInt(`0x${hash(signed(BigInt(`0x${SALT}`)) + identity)}`);
    const k = BigInt(`0x${hash(signed(N) + signed(G))}`);
    const base = (((server - k * power(G, x)) % N) + N) % N;
    const shared = Buffer.from(signed(power(base, secret + scrambler * x)), 'hex');
    const salt = Buffer.from(signed(scrambler), 'hex');
    const key = Buffer.from(hkdfSync('sha256', shared, salt, 'Caldera Derived Key', 16));
    const message = [Buffer.from(account), Buffer.from(SECRET_BLOCK, 'base64'), Buffer.from(timestamp)];
    return {
      USERNAME: USER_ID_FOR_SRP,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      TIMESTAMP: timestamp,
      PASSWORD_CLAIM_SIGNATURE: createHmac('sha256', key).update(Buffer.concat(message)).digest('base64'),
    };
  };
  return { srpA: publicValue.toString(16), claim };
};
