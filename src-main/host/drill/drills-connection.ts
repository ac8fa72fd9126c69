/** Drills of what breaks between the copier and the broker. */
import { buy, connected, exit, flat, hold, MAINTENANCE_MS, outage, over, SILENCE_MS } from "./drill-steps.ts";
import type { Drill } from "./script.ts";

export const connectionDrills: readonly Drill[] = [
  {
    id: "drop-in-burst",
    title: "The connection drops in the middle of a burst",
    line: "The leader buys four times; the connections are cut after the second. Entries are never made up for, exits at once.",
    steps: [
      buy(1),
      buy(1),
      { kind: "wait", ms: 400, words: "the first two are copied" },
      { kind: "fault", words: "All connections are cut.", faults: { dropConnections: true }, overInMs: 0 },
      buy(1),
      buy(1),
      connected(),
      hold(),
      exit,
      flat(),
    ],
    expects: outage,
  },
  {
    id: "flat-while-down",
    title: "The leader goes flat while the connection is down",
    line: "The connections are cut and the leader sells. After the reconnect every follower must be closed from its position.",
    steps: [
      buy(2),
      hold(),
      { kind: "fault", words: "All connections are cut.", faults: { dropConnections: true }, overInMs: 0 },
      exit,
      connected(),
      flat(45_000),
    ],
    expects: { ...outage, entries: "all-copied" },
  },
  {
    id: "silence",
    title: "The broker answers nothing for 30 s",
    line: "Connections stay open and say nothing while the leader sells. The copier must notice by itself.",
    steps: [
      buy(1),
      hold(),
      { kind: "fault", words: "The broker says nothing any more.", faults: { silent: true } },
      exit,
      { kind: "wait", ms: SILENCE_MS, words: `${SILENCE_MS / 1000} s of silence` },
      over,
      connected(90_000),
      flat(60_000),
    ],
    expects: { ...outage, entries: "all-copied", exitsWithinMs: 60_000 },
  },
  {
    id: "session-ended",
    title: "The broker ends the session",
    line: "Every login is over and every connection cut. The copier logs in again and closes what the leader left.",
    steps: [
      buy(1),
      hold(),
      {
        kind: "fault",
        words: "The sessions are ended and the connections cut.",
        faults: { revokeTokens: true, dropConnections: true },
        overInMs: 0,
      },
      exit,
      connected(),
      flat(60_000),
    ],
    expects: { ...outage, entries: "all-copied", exitsWithinMs: 45_000 },
  },
  {
    id: "maintenance",
    title: "Maintenance",
    line: "The broker closes for 10 s while the leader sells. Exits are made up for when it is back.",
    steps: [
      buy(1),
      hold(),
      {
        kind: "fault",
        words: "Maintenance begins.",
        faults: { maintenance: { forMs: MAINTENANCE_MS } },
        overInMs: MAINTENANCE_MS,
      },
      exit,
      { kind: "wait", ms: MAINTENANCE_MS, words: `${MAINTENANCE_MS / 1000} s of maintenance` },
      connected(120_000),
      flat(60_000),
    ],
    expects: { ...outage, entries: "all-copied", exitsWithinMs: 120_000 },
  },
];
