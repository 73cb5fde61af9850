// A strict Matrix client for the tests: matrix-js-sdk with its Rust encryption, the engine of
// Element. One JSON object a line: commands on standard input ({"id", "do", ...}), answers
// ({"answer": id, ...}) and events ({"event": ...}) on standard output.

import process from "node:process";
import readline from "node:readline";

// The library writes to the console; standard output is for our lines only.
for (const level of ["log", "info", "debug", "trace", "warn", "error"]) console[level] = () => {};

const { ClientEvent, MatrixEventEvent, MsgType, RelationType, EventType, createClient } =
    await import("matrix-js-sdk");
const { PollResponseEvent } =
    await import("matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js");
const { OnlySignedDevicesIsolationMode, AllDevicesIsolationMode } =
    await import("matrix-js-sdk/lib/crypto-api/index.js");

let client;

const write = (line) => process.stdout.write(JSON.stringify(line) + "\n");

function tell(event) {
    if (!event.getId()) return; // account data and the like
    write({
        event: {
            room: event.getRoomId(),
            event: event.getId(),
            sender: event.getSender(),
            at: event.getTs(),
            type: event.getType(),
            content: event.getContent(),
            encrypted: event.isEncrypted(),
            // Why it cannot be read, null when it can.
            failure: event.decryptionFailureReason,
        },
    });
}

async function isReady(room) {
    const state = client.getRoom(room)?.currentState;
    if (!state?.getStateEvents("m.room.create", "")) return false;
    if (!state.getStateEvents("m.room.encryption", "")) return true;
    return client.getCrypto().isEncryptionEnabledInRoom(room);
}

const commands = {
    // Log in with a new device, cross-sign it unless asked not to, and listen.
    // strict: share keys with and show messages of cross-signed devices only (MSC4153).
    async open({ homeserver, user, password, strict, signed }) {
        const login = await createClient({ baseUrl: homeserver }).loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
        });
        client = createClient({
            baseUrl: homeserver,
            userId: login.user_id,
            deviceId: login.device_id,
            accessToken: login.access_token,
        });
        await client.initRustCrypto({ useIndexedDB: false });
        const crypto = client.getCrypto();
        crypto.setDeviceIsolationMode(
            strict ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
        );
        client.on(ClientEvent.Event, (event) => {
            if (!event.isEncrypted()) tell(event);
        });
        client.on(MatrixEventEvent.Decrypted, tell);
        const listening = new Promise((resolve) => {
            client.on(ClientEvent.Sync, (state) => {
                if (state === "PREPARED") resolve();
            });
        });
        await client.startClient({ initialSyncLimit: 100 });
        await listening;
        if (signed) {
            await crypto.bootstrapCrossSigning({
                authUploadDeviceSigningKeys: async (request) => {
                    await request(null);
                },
            });
        }
        return { user: login.user_id, device: login.device_id };
    },

    async join({ room }) {
        await client.joinRoom(room);
        // Until a sync brings the room's state and the encryption took it in, nothing can be said.
        while (!(await isReady(room)))
            await new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
        return {};
    },

    async leave({ room }) {
        await client.leave(room);
        return {};
    },

    async say({ room, text, mentions }) {
        const sent = await client.sendMessage(room, {
            "msgtype": MsgType.Text,
            "body": text,
            "m.mentions": mentions.length ? { user_ids: mentions } : {},
        });
        return { event: sent.event_id };
    },

    // What a message says now, after the edits this client has taken in; "" when it cannot be read.
    async shown({ room, target }) {
        const event = client.getRoom(room)?.findEventById(target);
        const body = event?.getContent()?.body;
        return { body: typeof body === "string" && !event.isDecryptionFailure() ? body : "" };
    },

    // The polls of a room as the library models them, with what each said last in each of them.
    async polls({ room }) {
        const found = [];
        for (const poll of client.getRoom(room)?.polls.values() ?? []) {
            const start = poll.pollEvent;
            const latest = {};
            for (const event of (await poll.getResponses()).getRelations()) {
                const answer = event.unstableExtensibleEvent;
                answer?.validateAgainst(start);
                const before = latest[event.getSender()];
                if (!before || before.at <= event.getTs()) {
                    latest[event.getSender()] = { at: event.getTs(), answers: answer?.answerIds ?? [] };
                }
            }
            found.push({
                event: poll.pollId,
                sender: poll.rootEvent.getSender(),
                question: start.question.text,
                answers: start.answers.map((answer) => [answer.id, answer.text]),
                most: start.maxSelections,
                kind: start.kind.name,
                ended: poll.isEnded,
                votes: Object.fromEntries(
                    Object.entries(latest).map(([sender, vote]) => [sender, vote.answers]),
                ),
            });
        }
        return { polls: found };
    },

    // Answer a poll the way Element does.
    async vote({ room, target, answers }) {
        const { type, content } = PollResponseEvent.from(answers, target).serialize();
        return { event: (await client.sendEvent(room, type, content)).event_id };
    },

    async redact({ room, target }) {
        return { event: (await client.redactEvent(room, target)).event_id };
    },

    async tap({ room, target, key }) {
        const sent = await client.sendEvent(room, EventType.Reaction, {
            "m.relates_to": { rel_type: RelationType.Annotation, event_id: target, key },
        });
        return { event: sent.event_id };
    },
};

async function run({ id, do: name, ...wish }) {
    try {
        write({ answer: id, ...(await commands[name](wish)) });
    } catch (fault) {
        write({ answer: id, fault: String(fault?.message ?? fault) });
    }
}

// One after the other, in the order in which they were asked.
for await (const line of readline.createInterface({ input: process.stdin })) {
    await run(JSON.parse(line));
}
// Whoever started this is gone.
process.exit(0);
