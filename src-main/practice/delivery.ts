/**
 * From the events of a change to the frames that clients get. In the plain case they go out as they happened; switches
 * repeat, permute, delay, batch, cut and truncate them. Keeps the latest events, so that they can be delivered again.
 */
import { arrange, type Frame } from "./arrange.ts";
import type { Clock } from "./clock.ts";
import type { TradeEvent } from "./core.ts";
import type { Faults } from "./faults.ts";
import { createRng, type Rng } from "./rng.ts";

export interface EventSink {
  /** Who listens. */
  readonly userName: string;
  wants(event: TradeEvent): boolean;
  send(frame: string): void;
  /** Cuts the connection without a word. */
  cut(): void;
}

const HISTORY_MAX = 1_000;

/** What a client does not know and must be able to ignore: an entity type, an event kind, a wrapper. */
const STRANGERS = [
  '{"e":"props","d":{"entityType":"kalshiMarket","eventType":"Updated","entity":{"id":1,"name":"stranger"}}}',
  '{"e":"kalshiMilestone","d":{"note":"stranger"}}',
  '{"e":"OtherEnvAdminAlertSignal","d":{"adminAlertSignal":{"id":2,"text":"stranger"}}}',
];

function message(type: string, eventType: string, entity: string): string {
  return `{"e":"props","d":{"entityType":"${type}","eventType":"${eventType}","entity":${entity}}}`;
}

function batchedMessages(events: Frame): string[] {
  const messages: string[] = [];
  for (let start = 0; start < events.length;) {
    const first = events[start];
    if (!first) break;
    let end = start + 1;
    while (events[end]?.type === first.type && events[end]?.eventType === first.eventType) end += 1;
    const bodies = events.slice(start, end).map((event) => event.json);
    messages.push(message(first.type, first.eventType, `[${bodies.join(",")}]`));
    start = end;
  }
  return messages;
}

function plainMessages(events: Frame): string[] {
  return events.map((event) => message(event.type, event.eventType, event.json));
}

export class EventHub {
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #sinks = new Set<EventSink>();
  #history: TradeEvent[] = [];
  #shuffle: { readonly setting: object; readonly rng: Rng } | undefined;

  constructor(faults: Faults, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
  }

  /** The returned function detaches the sink. */
  attach(sink: EventSink): () => void {
    this.#sinks.add(sink);
    return () => {
      this.#sinks.delete(sink);
    };
  }

  publish(frames: readonly Frame[]): void {
    if (frames.length === 0) return;
    this.#remember(frames);
    if (this.#sinks.size === 0) return;
    const { settings } = this.#faults;
    const arranged = arrange(frames, settings, this.#shuffleRng(settings.shuffleEvents));
    if (settings.orderLagMs === 0) {
      this.#deliver(arranged);
      return;
    }
    const isOrder = (event: TradeEvent): boolean => event.type === "order";
    this.#deliver(arranged.map((frame) => frame.filter((event) => !isOrder(event))));
    const late = arranged.map((frame) => frame.filter((event) => isOrder(event)));
    this.#clock.after(settings.orderLagMs, () => this.#deliver(late));
  }

  /** The last events once more, to one sink or to all. */
  replay(count: number, sink?: EventSink): void {
    if (count === 0) return;
    const events = this.#history.slice(-count).map((event) => [event]);
    if (!sink) this.#deliver(events);
    else for (const frame of events) this.#send(frame, sink);
  }

  #remember(frames: readonly Frame[]): void {
    this.#history.push(...frames.flat());
    if (this.#history.length > 2 * HISTORY_MAX) this.#history = this.#history.slice(-HISTORY_MAX);
  }

  #deliver(frames: readonly Frame[]): void {
    for (const frame of frames) {
      for (const sink of this.#sinks) this.#send(frame, sink);
    }
  }

  #send(frame: Frame, sink: EventSink): void {
    const wanted = frame.filter((event) => sink.wants(event));
    if (wanted.length === 0) return;
    const cutAt =
      this.#faults.settings.dropAfter &&
      this.#faults.takeEventCut(
        sink.userName,
        wanted.map(({ type }) => type),
      );
    if (cutAt === null || cutAt === undefined) {
      sink.send(this.#text(wanted));
      return;
    }
    if (cutAt > 0) sink.send(this.#text(wanted.slice(0, cutAt)));
    sink.cut();
  }

  #text(events: Frame): string {
    const { batchEvents, strangers } = this.#faults.settings;
    const messages = batchEvents ? batchedMessages(events) : plainMessages(events);
    const text = `a[${[...(strangers ? STRANGERS : []), ...messages].join(",")}]`;
    return this.#faults.takeTruncatedFrame() ? text.slice(0, Math.trunc(text.length / 2)) : text;
  }

  #shuffleRng(setting: { readonly seed: number } | null): Rng | undefined {
    if (!setting) return undefined;
    if (this.#shuffle?.setting !== setting) this.#shuffle = { setting, rng: createRng(setting.seed) };
    return this.#shuffle.rng;
  }
}
