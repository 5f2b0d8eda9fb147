/** Loaded before a program (`node --import`): ends it when it tries to reach anything, by address or by name. */
import dns from 'node:dns';
import { Socket } from 'node:net';

const refuse = (): never => {
  process.stderr.write('somebody tried to reach the network\n');
  process.exit(99);
};

Socket.prototype.connect = refuse;
dns.lookup = Object.assign(refuse, dns.lookup);
